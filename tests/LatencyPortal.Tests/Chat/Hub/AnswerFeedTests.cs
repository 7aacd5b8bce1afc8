using LatencyPortal.Chat.Hub;
using LatencyPortal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Chat.Hub;

public sealed class AnswerFeedTests(ChatFixture chat) : IClassFixture<ChatFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private AnswerFeed Feed => chat.Services.GetRequiredService<AnswerFeed>();

    [Fact]
    public async Task ReadAsync_ReaderThatStandsStill_HoldsNobodyUpAndFindsTheRestInOneBatch()
    {
        var more = new Gate();
        chat.Endpoint.Enqueue(Script.Answer().Token("a").Wait(more).Tokens([.. Enumerable.Repeat("b", 500)]).Finish().Usage(1, 501));
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop, until: "a");
        await using var slow = Feed.ReadAsync(job.MessageId, HubOffset.Start, Stop).GetAsyncEnumerator(Stop);
        Assert.True(await slow.MoveNextAsync());

        more.Open();
        await ChatFixture.ReadAsync(job, Stop);
        Assert.True(await slow.MoveNextAsync());

        Assert.Equal(501, slow.Current.Count);
        Assert.Equal("complete", slow.Current[^1].State);
        Assert.False(await slow.MoveNextAsync());
    }

    [Fact]
    public async Task ReadAsync_PortalStops_FollowersAreToldAndFindTheSameLater()
    {
        chat.Endpoint.Enqueue(Script.Answer().Tokens("Half", " an").Hang());
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop, until: "Half an");
        var followed = ReadAsync(job.MessageId, HubOffset.Start);

        await chat.Generations.StopAsync(Stop);
        var live = await followed;
        await chat.Generations.StartAsync(Stop);
        var later = await ReadAsync(job.MessageId, new HubOffset(4));

        Assert.Equal(("Half an", "interrupted", 7), (string.Concat(live.Select(item => item.Text)), live[^1].State, live[^1].Offset));
        Assert.Equal((" an", "interrupted", 7), (string.Concat(later.Select(item => item.Text)), later[^1].State, later[^1].Offset));
    }

    private async Task<List<HubEvent>> ReadAsync(Guid message, HubOffset from)
    {
        var events = new List<HubEvent>();
        await foreach (var batch in Feed.ReadAsync(message, from, Stop))
            events.AddRange(batch);
        return events;
    }
}
