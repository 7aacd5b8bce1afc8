using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using LatencyPortal.Telemetry;
using LatencyPortal.Testing;
using Xunit;

namespace LatencyPortal.Tests.Chat;

public sealed class GenerationRegistryTests(ChatFixture chat) : IClassFixture<ChatFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_UntilTheEnd_KnowsTheJob()
    {
        var more = new Gate();
        chat.Endpoint.Enqueue(Script.Answer().Token("a").Wait(more).Finish().Usage(1, 1));

        var job = await chat.AskAsync("Hi", Stop);
        Assert.True(chat.Generations.TryGet(job.MessageId, out var found));
        Assert.Same(job, found);
        Assert.True(chat.Generations.IsRunning(job.ConversationId));
        more.Open();
        await ChatFixture.ReadAsync(job, Stop);
        await chat.Generations.StopAsync(Stop);

        Assert.False(chat.Generations.TryGet(job.MessageId, out _));
        Assert.False(chat.Generations.IsRunning(job.ConversationId));
        Assert.False(chat.Generations.Stop(job.MessageId));
    }

    [Fact]
    public async Task StopAsync_RunningJob_IsClosedAsInterruptedWithItsText()
    {
        chat.Endpoint.Enqueue(Script.Answer().Token("Half").Hang());
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop, until: "Half");

        await chat.Generations.StopAsync(Stop);

        var message = await chat.StoredAsync(job.MessageId, Stop);
        Assert.Equal(("Half", MessageState.Interrupted), (message.Content, message.State));
    }

    [Fact]
    public async Task StartAsync_AnswerThatACrashCutOff_HasARecord()
    {
        var cut = (await chat.Store.Turns.AskAsync(null, new NewQuestion("Hi", ["test/scripted"]), Stop)).Answers[0];

        await chat.Generations.StartAsync(Stop);

        var message = await chat.StoredAsync(cut.Id, Stop);
        Assert.Equal(MessageState.Interrupted, message.State);
        var record = await chat.RecordAsync(message.RequestId!.Value, Stop);
        Assert.Equal(("test", "interrupted", RequestOutcome.Failed), (record!.Endpoint, record.ErrorKind, record.Outcome));
        Assert.Null(record.Stamps.TimeToFirstToken);
    }

    [Fact]
    public async Task Delete_ConversationThatIsAnswered_StopsTheCall()
    {
        chat.Endpoint.Enqueue(Script.Answer().Token("Half").Hang());
        await chat.Generations.StartAsync(Stop);
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop, until: "Half");

        await chat.Store.DeleteAsync(job.ConversationId, Stop);
        await ChatFixture.ReadAsync(job, Stop);
        await chat.Store.RestoreAsync(job.ConversationId, Stop);

        Assert.Equal(MessageState.Stopped, (await chat.StoredAsync(job.MessageId, Stop)).State);
    }

    [Fact]
    public async Task Log_ReaderLeavesAndComesBack_FindsTheWholeAnswer()
    {
        var more = new Gate();
        chat.Endpoint.Enqueue(Script.Answer().Tokens("Half", " an").Wait(more).Token(" answer").Finish().Usage(1, 3));
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop, until: "Half an");

        Assert.True(chat.Generations.TryGet(job.MessageId, out var again));
        var (first, second) = (ChatFixture.ReadAsync(again, Stop), ChatFixture.ReadAsync(job, Stop));
        more.Open();

        Assert.Equal("Half an answer", (await first).Text);
        Assert.Equal("Half an answer", (await second).Text);
    }
}
