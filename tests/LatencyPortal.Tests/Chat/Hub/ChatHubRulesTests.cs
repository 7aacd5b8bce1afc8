using LatencyPortal.Testing;
using Microsoft.AspNetCore.SignalR;
using Xunit;

namespace LatencyPortal.Tests.Chat.Hub;

/// <summary>The hub has the rules of the page.</summary>
public sealed class ChatHubRulesTests(ChatFixture chat) : IClassFixture<ChatFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "test/scripted", "There is nothing to send.")]
    [InlineData(" \n", "test/scripted", "There is nothing to send.")]
    [InlineData("Hi", "", "Choose a model first.")]
    [InlineData("Hi", null, "Choose a model first.")]
    public async Task Ask_Incomplete_IsRefused(string? text, string? model, string sentence)
    {
        await using var client = await ConnectAsync();

        var refused = await Assert.ThrowsAsync<HubException>(() => client.AskAsync(text, Stop, model: model));

        Assert.EndsWith(sentence, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The client writes each letter as six bytes of JSON.</summary>
    [Fact]
    public async Task Ask_UpToOneMegabyte_ArrivesWholeAndBeyondIsRefused()
    {
        chat.Endpoint.Enqueue(Script.Answer("Long."));
        await using var client = await ConnectAsync();
        var text = new string('ä', 512 * 1024);

        var sent = await client.AskAsync(text, Stop);
        await client.FollowAsync(sent.MessageId, Stop);
        var refused = await Assert.ThrowsAsync<HubException>(() => client.AskAsync(text + "ä", Stop));

        Assert.Equal(text, Assert.Single(await chat.Store.HistoryAsync(await chat.StoredAsync(sent.MessageId, Stop), Stop), m => m.Role == "user").Content);
        Assert.Contains("larger than 1 MB", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_WhileAnAnswerRuns_IsRefused()
    {
        chat.Endpoint.Enqueue(Script.Answer().Hang());
        await using var client = await ConnectAsync();
        var requests = chat.Endpoint.Requests.Count;
        var sent = await client.AskAsync("Hi", Stop);
        await chat.Endpoint.WaitForRequestAsync(requests + 1, Stop);

        var refused = await Assert.ThrowsAsync<HubException>(() => client.AskAsync("More", Stop, sent.ConversationId));

        Assert.Contains("still being written", refused.Message, StringComparison.Ordinal);
        await client.StopAsync(sent.MessageId, Stop);
    }

    [Fact]
    public async Task Ask_UnknownConversation_SaysSo()
    {
        await using var client = await ConnectAsync();

        var refused = await Assert.ThrowsAsync<HubException>(() => client.AskAsync("Hi", Stop, Guid.NewGuid()));

        Assert.Contains("This conversation was deleted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_TooManyAnswersAtOnce_IsRefusedAndSoAreTooManySubscriptions()
    {
        for (var i = 0; i < 64; i++)
            chat.Endpoint.Enqueue(Script.Answer().Hang());
        await using var client = await ConnectAsync();
        var running = new List<HubSent>();
        var requests = chat.Endpoint.Requests.Count;
        for (var i = 0; i < 64; i++)
            running.Add(await client.AskAsync($"Question {i}", Stop));
        await chat.Endpoint.WaitForRequestAsync(requests + 64, Stop);

        var full = await Assert.ThrowsAsync<HubException>(() => client.AskAsync("One more", Stop));
        Assert.Contains("64 answers are being written already", full.Message, StringComparison.Ordinal);

        var followed = running.Select(sent => client.Subscribe(sent.MessageId, 0, Stop).GetAsyncEnumerator(Stop)).ToList();
        foreach (var stream in followed)
            Assert.True(await stream.MoveNextAsync());
        var tooMany = await Assert.ThrowsAsync<HubException>(() => client.FollowAsync(running[0].MessageId, Stop));
        Assert.Contains("follows 64 answers already", tooMany.Message, StringComparison.Ordinal);

        foreach (var sent in running)
            await client.StopAsync(sent.MessageId, Stop);
        foreach (var stream in followed)
        {
            while (await stream.MoveNextAsync())
                Assert.NotNull(stream.Current);
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task Subscribe_NegativeOffset_IsRefused()
    {
        await using var client = await ConnectAsync();

        var refused = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var batch in client.Subscribe(Guid.NewGuid(), -1, Stop))
                Assert.NotNull(batch);
        });

        Assert.Contains("from 0", refused.Message, StringComparison.Ordinal);
    }

    private Task<HubClient> ConnectAsync() => HubClient.ConnectAsync(chat.Http.BaseAddress!, Stop);
}
