using System.Text.Json;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace LatencyPortal.Tests.Chat.Hub;

/// <summary>The hub over real WebSockets, with the client of NuGet.</summary>
public sealed class ChatHubTests(ChatFixture chat) : IClassFixture<ChatFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscribe_FromTheStart_GetsTextReasoningAndTheEnd()
    {
        chat.Endpoint.Enqueue(Script.Answer().Reasoning("Hm.").Tokens("Hel", "lo").Finish().Usage(5, 2));
        await using var client = await ConnectAsync();

        var sent = await client.AskAsync("Hi", Stop);
        var answer = await client.FollowAsync(sent.MessageId, Stop);

        Assert.Equal(("Hello", "Hm.", "complete"), (answer.Text, answer.Reasoning, answer.End!.State));
        Assert.Equal(2, answer.End.Figures!.OutputTokens);
        var stored = await chat.StoredAsync(sent.MessageId, Stop);
        Assert.Equal((sent.ConversationId, stored.RequestId), (stored.ConversationId, answer.RequestId));
    }

    [Fact]
    public async Task Subscribe_SecondConnectionJoinsLate_GetsOneCatchUpThenLive()
    {
        var more = new Gate();
        chat.Endpoint.Enqueue(Script.Answer().Tokens("One", " two").Wait(more).Token(" three").Finish().Usage(5, 3));
        await using var first = await ConnectAsync();
        await using var second = await ConnectAsync();
        var sent = await first.AskAsync("Hi", Stop);
        var early = first.FollowAsync(sent.MessageId, Stop);
        Assert.True(chat.Generations.TryGet(sent.MessageId, out var job));
        await ChatFixture.ReadAsync(job, Stop, until: "One two");

        await using var late = second.Subscribe(sent.MessageId, 0, Stop).GetAsyncEnumerator(Stop);
        Assert.True(await late.MoveNextAsync());
        var piece = Assert.Single(late.Current);
        Assert.Equal(("text", 0, "One two"), (piece.Kind, piece.Offset, piece.Text));
        more.Open();
        var rest = new List<HubPiece>();
        while (await late.MoveNextAsync())
            rest.AddRange(late.Current);

        Assert.Equal([("text", 7, " three"), ("end", 13, "")], rest.Select(item => (item.Kind, item.Offset, item.Text)));
        Assert.Equal("One two three", (await early).Text);
    }

    [Fact]
    public async Task Subscribe_NothingYet_FirstBatchIsEmpty()
    {
        chat.Endpoint.Enqueue(Script.Answer().Hang());
        await using var client = await ConnectAsync();
        var requests = chat.Endpoint.Requests.Count;
        var sent = await client.AskAsync("Hi", Stop);
        await chat.Endpoint.WaitForRequestAsync(requests + 1, Stop);

        await using var batches = client.Subscribe(sent.MessageId, 0, Stop).GetAsyncEnumerator(Stop);
        Assert.True(await batches.MoveNextAsync());

        Assert.Empty(batches.Current);
        Assert.True(await client.StopAsync(sent.MessageId, Stop));
    }

    [Fact]
    public async Task Stop_FromAnotherConnection_EndsTheAnswerForAll()
    {
        chat.Endpoint.Enqueue(Script.Answer().Token("Half").Hang());
        await using var first = await ConnectAsync();
        await using var second = await ConnectAsync();
        var sent = await first.AskAsync("Hi", Stop);
        Assert.True(chat.Generations.TryGet(sent.MessageId, out var job));
        await ChatFixture.ReadAsync(job, Stop, until: "Half");
        var followed = first.FollowAsync(sent.MessageId, Stop);

        Assert.True(await second.StopAsync(sent.MessageId, Stop));

        var answer = await followed;
        Assert.Equal(("Half", "stopped"), (answer.Text, answer.End!.State));
        await chat.Generations.StopAsync(Stop); // the job is gone when this returns
        Assert.False(await second.StopAsync(sent.MessageId, Stop));
    }

    [Fact]
    public async Task Subscribe_SocketKilledInTheMiddle_ResumesWithoutGapOrDouble()
    {
        var (second, third) = (new Gate(), new Gate());
        chat.Endpoint.Enqueue(Script.Answer().Tokens("a", "b", "😀").Wait(second).Tokens("d", "e").Wait(third).Token("f").Finish().Usage(1, 6));
        var client = await ConnectAsync();
        var sent = await client.AskAsync("Hi", Stop);
        var answer = new FollowedAnswer();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var batch in client.Subscribe(sent.MessageId, answer.Offset, Stop))
            {
                answer.Take(batch);
                if (answer.Text == "ab😀")
                    client.Cut();
            }
        });
        await client.DisposeAsync();
        Assert.Null(answer.End);
        second.Open();

        await using var again = await ConnectAsync();
        await foreach (var batch in again.Subscribe(sent.MessageId, answer.Offset, Stop))
        {
            Assert.All(batch, piece => Assert.True(piece.Kind == "end" || piece.Offset >= 4));
            answer.Take(batch);
            third.Open();
        }

        Assert.Equal(("ab😀def", "complete"), (answer.Text, answer.End!.State));
    }

    [Theory]
    [InlineData(0, "Whole answer")]
    [InlineData(6, "answer")]
    [InlineData(12, null)]
    [InlineData(900, null)]
    public async Task Subscribe_FinishedMessage_GetsTheRestInOneBatch(int offset, string? rest)
    {
        chat.Endpoint.Enqueue(Script.Answer("Whole answer"));
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop);
        await chat.Generations.StopAsync(Stop);
        await using var client = await ConnectAsync();

        var batches = new List<IReadOnlyList<HubPiece>>();
        await foreach (var read in client.Subscribe(job.MessageId, offset, Stop))
            batches.Add(read);

        var batch = Assert.Single(batches);
        Assert.Equal(rest, batch is [{ Kind: "text" } text, _] ? text.Text : null);
        Assert.Equal(("end", 12, "complete"), (batch[^1].Kind, batch[^1].Offset, batch[^1].State));
        Assert.Equal(2, batch[^1].Figures!.OutputTokens);
    }

    [Fact]
    public async Task Subscribe_InterruptedMessage_GetsItsTextAndSaysSo()
    {
        var cut = (await chat.Store.Turns.AskAsync(null, new NewQuestion("Hi", ["test/scripted"]), Stop)).Answers[0];
        await chat.Store.SaveTextAsync(cut.Id, "Half an", "Half a thought", Stop);
        await using var client = await ConnectAsync();

        // Before and after the start that tidies up: nobody writes it any more.
        Assert.Equal("interrupted", (await client.FollowAsync(cut.Id, Stop)).End!.State);
        await chat.Store.RecoverAsync(Stop);
        var answer = await client.FollowAsync(cut.Id, Stop);

        Assert.Equal(("Half an", "interrupted"), (answer.Text, answer.End!.State));
    }

    [Fact]
    public async Task Subscribe_UnknownOrDeletedMessage_SaysSo()
    {
        chat.Endpoint.Enqueue(Script.Answer("Gone"));
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop);
        await chat.Generations.StopAsync(Stop);
        await chat.Store.DeleteAsync(job.ConversationId, Stop);
        await using var client = await ConnectAsync();

        foreach (var id in new[] { Guid.NewGuid(), job.MessageId })
        {
            var refused = await Assert.ThrowsAsync<HubException>(() => client.FollowAsync(id, Stop));
            Assert.Contains("There is no such message", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Subscribe_AnswerThatGoesOn_GivesAllOfIt()
    {
        chat.Endpoint.Enqueue(Script.Answer().Token("The first").Finish("length").Usage(5, 2));
        await using var client = await ConnectAsync();
        var sent = await client.AskAsync("Hi", Stop);
        var answer = await client.FollowAsync(sent.MessageId, Stop);
        await chat.Generations.StopAsync(Stop);
        chat.Endpoint.Enqueue(Script.Answer(" answer"));
        var again = await chat.Store.Turns.ContinueAsync(sent.MessageId, Stop);
        await ChatFixture.ReadAsync(chat.Generations.Start(again.Answers[0]), Stop);

        // Another call made it: what the client has is told from its start again, so that nothing can be missing.
        var whole = new FollowedAnswer();
        await foreach (var batch in client.Subscribe(sent.MessageId, answer.Offset, Stop))
            whole.Take(batch);

        Assert.Equal("The first answer", whole.Text);
    }

    [Fact]
    public async Task Conversation_HasThePathWithTextsAndStates()
    {
        chat.Endpoint.Enqueue(Script.Answer("One."));
        await using var client = await ConnectAsync();
        var sent = await client.AskAsync("First?", Stop);
        await client.FollowAsync(sent.MessageId, Stop);
        await chat.Generations.StopAsync(Stop);
        chat.Endpoint.Enqueue(Script.Answer().Hang());
        var requests = chat.Endpoint.Requests.Count;
        var second = await client.AskAsync("Second?", Stop, sent.ConversationId);
        await chat.Endpoint.WaitForRequestAsync(requests + 1, Stop);

        var conversation = await client.Connection.InvokeAsync<JsonElement>("Conversation", sent.ConversationId, Stop);

        Assert.Equal("First?", conversation.GetProperty("title").GetString());
        Assert.Equal(
            [("user", "First?", "complete"), ("assistant", "One.", "complete"), ("user", "Second?", "complete"), ("assistant", "", "streaming")],
            conversation.GetProperty("messages").EnumerateArray().Select(message => (
                message.GetProperty("role").GetString(), message.GetProperty("text").GetString(), message.GetProperty("state").GetString())));
        await client.StopAsync(second.MessageId, Stop);
        await Assert.ThrowsAsync<HubException>(() => client.Connection.InvokeAsync<JsonElement>("Conversation", Guid.NewGuid(), Stop));
    }

    [Fact]
    public async Task Subscribe_ManyCutsOfOneStream_TextIsExact()
    {
        var random = new Random(7);
        for (var round = 0; round < 12; round++)
        {
            string[] pieces = [.. Enumerable.Range(0, 40).Select(i => i % 9 == 0 ? "😀" : $"{i}·")];
            var gates = new List<Gate>();
            var script = Script.Answer();
            foreach (var piece in pieces)
            {
                script.Token(piece);
                if (random.Next(6) == 0)
                {
                    gates.Add(new Gate());
                    script.Wait(gates[^1]);
                }
            }

            chat.Endpoint.Enqueue(script.Finish().Usage(1, pieces.Length));
            var asked = await chat.AskAsync("Hi", Stop);
            var answer = new FollowedAnswer();
            while (answer.End is null)
                await FollowForAWhileAsync(asked.MessageId, answer, gates);

            Assert.Equal(string.Concat(pieces), answer.Text);
            Assert.Equal(answer.Text, (await chat.StoredAsync(asked.MessageId, Stop)).Content);
        }
    }

    /// <summary>What there is, and a batch of what comes when the next gate opens; without gates to the end.</summary>
    private async Task FollowForAWhileAsync(Guid message, FollowedAnswer answer, List<Gate> gates)
    {
        await using var client = await ConnectAsync();
        var batches = 0;
        var isLast = gates.Count == 0;
        await foreach (var batch in client.Subscribe(message, answer.Offset, Stop))
        {
            answer.Take(batch);
            if (++batches == 2 && !isLast)
                break;
            if (batches == 1 && !isLast)
            {
                gates[0].Open();
                gates.RemoveAt(0);
            }
        }

        client.Cut();
    }

    private Task<HubClient> ConnectAsync() => HubClient.ConnectAsync(chat.Http.BaseAddress!, Stop);
}
