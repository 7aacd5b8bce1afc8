using LatencyPortal.Chat;
using LatencyPortal.Chat.Turns;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LatencyPortal.Tests.Chat;

/// <summary>Answers as jobs of the server, against a real HTTP endpoint.</summary>
public sealed class GenerationJobTests(ChatFixture chat) : IClassFixture<ChatFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_WholeAnswer_IsStoredWithFiguresAndRecord()
    {
        chat.Endpoint.Enqueue(Script.Answer().Tokens("Hel", "lo", "!").Finish().Usage(7, 3));

        var job = await chat.AskAsync("Hi", Stop);
        var (text, end) = await ChatFixture.ReadAsync(job, Stop);

        Assert.Equal(("Hello!", MessageState.Complete), (text, end!.State));
        Assert.Equal((3, false), (end.Figures.Tokens, end.Figures.Estimated));
        Assert.True(end.Figures.TtftMs > 0);
        var message = await chat.StoredAsync(job.MessageId, Stop);
        Assert.Equal(("Hello!", MessageState.Complete, 3), (message.Content, message.State, message.OutputTokens));
        await chat.Services.GetRequiredService<TelemetryWriter>().FlushAsync(Stop);
        var record = await chat.Services.GetRequiredService<RecordStore>().FindAsync(message.RequestId!.Value, Stop);
        Assert.Equal(("chat", RequestOutcome.Completed), (record!.Source, record.Outcome));
    }

    [Fact]
    public async Task RunAsync_SecondQuestion_SendsTheConversation()
    {
        var before = chat.Endpoint.Requests.Count;
        chat.Endpoint.Enqueue(Script.Answer("First answer."));
        chat.Endpoint.Enqueue(Script.Answer("Second answer."));

        var first = await chat.AskAsync("One?", Stop);
        await ChatFixture.ReadAsync(first, Stop);
        await ChatFixture.ReadAsync(await chat.AskAsync("Two?", Stop, first.ConversationId), Stop);

        var sent = chat.Endpoint.Requests[before + 1].Json.GetProperty("messages").EnumerateArray()
            .Select(message => $"{message.GetProperty("role").GetString()}: {Content(message)}");
        Assert.Equal(["user: One?", "assistant: First answer.", "user: Two?"], sent);
    }

    [Fact]
    public async Task Stop_WhileStreaming_KeepsTheTextAndCancelsTheCall()
    {
        var before = chat.Endpoint.Requests.Count;
        chat.Endpoint.Enqueue(Script.Answer().Tokens("Half", " an").Hang());
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop, until: "Half an");

        Assert.True(chat.Generations.Stop(job.MessageId));

        var (text, end) = await ChatFixture.ReadAsync(job, Stop);
        Assert.Equal(("Half an", MessageState.Stopped, null), (text, end!.State, end.Error));
        Assert.NotNull(end.RequestId);
        await chat.Endpoint.Requests[before].ClientLeftAsync(Stop);
        var message = await chat.StoredAsync(job.MessageId, Stop);
        Assert.Equal(("Half an", MessageState.Stopped), (message.Content, message.State));
    }

    [Fact]
    public async Task Stop_BeforeTheFirstToken_EndsAtOnce()
    {
        var before = chat.Endpoint.Requests.Count;
        chat.Endpoint.Enqueue(Script.Answer().Hang());
        var job = await chat.AskAsync("Hi", Stop);
        await chat.Endpoint.WaitForRequestAsync(before + 1, Stop);

        job.Stop(MessageState.Stopped);

        Assert.Equal(("", MessageState.Stopped), await TextAndStateAsync(job));
    }

    [Fact]
    public async Task Stop_AfterTheEnd_DoesNothing()
    {
        chat.Endpoint.Enqueue(Script.Answer("Done."));
        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop);
        job.Dispose();

        job.Stop(MessageState.Stopped);

        Assert.Equal(MessageState.Complete, (await chat.StoredAsync(job.MessageId, Stop)).State);
    }

    [Fact]
    public async Task RunAsync_EndpointDiesInMidStream_KeepsTheTextAndSaysWhy()
    {
        var death = new Gate();
        chat.Endpoint.Enqueue(Script.Answer().Tokens("Half", " an").Wait(death).Abort());

        var job = await chat.AskAsync("Hi", Stop);
        await ChatFixture.ReadAsync(job, Stop, until: "Half an");
        death.Open();
        var (text, end) = await ChatFixture.ReadAsync(job, Stop);

        Assert.Equal(("Half an", MessageState.Failed), (text, end!.State));
        Assert.False(string.IsNullOrWhiteSpace(end.Error));
        var message = await chat.StoredAsync(job.MessageId, Stop);
        Assert.Equal(("Half an", MessageState.Failed, end.Error), (message.Content, message.State, message.Error));
    }

    [Fact]
    public async Task RunAsync_WrongKey_FailsWithTheReason()
    {
        chat.Endpoint.Enqueue(Script.Error(401, "Incorrect API key provided", code: "invalid_api_key"));

        var (text, end) = await ChatFixture.ReadAsync(await chat.AskAsync("Hi", Stop), Stop);

        Assert.Equal(("", MessageState.Failed), (text, end!.State));
        Assert.Contains("key", end.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("gone/model", "gone/model")]
    [InlineData("portal-assistant", "cannot be used")]
    public async Task RunAsync_ModelThatCannotAnswer_NamesItAndTheReason(string model, string expected)
    {
        var (_, end) = await ChatFixture.ReadAsync(await chat.AskAsync("Hi", Stop, model: model), Stop);

        Assert.Equal(MessageState.Failed, end!.State);
        Assert.Contains(expected, end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_BrokenOffThenContinued_AppendsToTheSameMessage()
    {
        var cut = new Gate();
        chat.Endpoint.Enqueue(Script.Answer().Reasoning("First thought.").Token("One, tw").Wait(cut).Abort());
        chat.Endpoint.Enqueue(Script.Answer().Token("o, three.").Finish().Usage(1, 1));
        var broken = await chat.AskAsync("Count", Stop);
        await ChatFixture.ReadAsync(broken, Stop, until: "First thought.One, tw");
        cut.Open();
        await ChatFixture.ReadAsync(broken, Stop);

        var turn = await chat.Store.Turns.ContinueAsync(broken.MessageId, Stop);
        var (log, _) = await ChatFixture.ReadAsync(chat.Generations.Start(turn.Answers[0]), Stop);

        var message = await chat.StoredAsync(broken.MessageId, Stop);
        Assert.Equal(("One, two, three.", MessageState.Complete, null), (message.Content, message.State, message.Error));
        Assert.Equal("First thought.", message.Reasoning);
        Assert.Equal("First thought.One, two, three.", log);
        var sent = chat.Endpoint.Requests[^1].Json.GetProperty("messages");
        Assert.Equal("Count", Content(sent[0]));
        Assert.Equal(("assistant", "One, tw"), (sent[1].GetProperty("role").GetString(), Content(sent[1])));
        Assert.StartsWith("Your last message was cut off.", Content(sent[2]), StringComparison.Ordinal);
        Assert.Equal(3, sent.GetArrayLength());
    }

    [Fact]
    public async Task RunAsync_WhileStreaming_StoresTheTextSoFar()
    {
        var (time, more, end) = (new FakeTimeProvider(), new Gate(), new Gate());
        var go = new TaskCompletionSource();
        using var begun = new SemaphoreSlim(0);
        chat.Endpoint.Enqueue(Script.Answer().Token("Half").Wait(more).Token(" an").Wait(end).Token(" answer").Finish().Usage(1, 3));
        await using var database = await ChatDatabase.CreateAsync();
        var store = new ConversationStore(database, time);
        using var job = await PrepareAsync(store, time);
        var run = job.RunAsync();
        await ChatFixture.ReadAsync(job, Stop, until: "Half");
        var saves = 0;
        database.Before = () =>
        {
            saves++;
            begun.Release();
            return saves switch
            {
                1 => throw new IOException("database is locked"), // once: the next save makes up for it
                2 => Task.CompletedTask,
                _ => go.Task,
            };
        };

        time.Advance(TimeSpan.FromSeconds(1));
        await begun.WaitAsync(Stop);
        time.Advance(TimeSpan.FromSeconds(1));
        await begun.WaitAsync(Stop);
        more.Open();
        await ChatFixture.ReadAsync(job, Stop, until: "Half an");
        time.Advance(TimeSpan.FromSeconds(1));
        await begun.WaitAsync(Stop);
        // Saves follow each other: the third has begun, so the second is in the database.
        await using (var context = database.CreateDbContext())
            Assert.StartsWith("Half", (await context.Messages.FindAsync([job.MessageId], Stop))!.Content, StringComparison.Ordinal);
        go.SetResult();
        end.Open();
        await run;

        Assert.Equal("Half an answer", (await store.FindMessageAsync(job.MessageId, Stop))!.Content);
    }

    /// <summary>A locked database holds up the saving, never the tokens.</summary>
    [Fact]
    public async Task RunAsync_DatabaseHangs_TheAnswerGoesOn()
    {
        var (time, more) = (new FakeTimeProvider(), new Gate());
        var unlocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        chat.Endpoint.Enqueue(Script.Answer().Token("a").Wait(more).Tokens("b", "c").Finish().Usage(1, 3));
        await using var database = await ChatDatabase.CreateAsync();
        var store = new ConversationStore(database, time);
        using var job = await PrepareAsync(store, time);
        var run = job.RunAsync();
        await ChatFixture.ReadAsync(job, Stop, until: "a");

        database.Before = () => unlocked.Task;
        time.Advance(TimeSpan.FromSeconds(1));
        more.Open();
        await ChatFixture.ReadAsync(job, Stop, until: "abc");
        unlocked.SetResult();
        await run;

        Assert.Equal("abc", (await store.FindMessageAsync(job.MessageId, Stop))!.Content);
    }

    [Fact]
    public async Task RunAsync_DatabaseFails_TheAnswerIsWholeAndTheReaderIsTold()
    {
        var more = new Gate();
        chat.Endpoint.Enqueue(Script.Answer().Token("a").Wait(more).Token("b").Finish().Usage(1, 2));
        await using var database = await ChatDatabase.CreateAsync();
        var store = new ConversationStore(database, TimeProvider.System);
        using var job = await PrepareAsync(store, TimeProvider.System);
        var run = job.RunAsync();
        await ChatFixture.ReadAsync(job, Stop, until: "a");

        database.Before = () => throw new IOException("No space left on device");
        more.Open();
        await run;

        var (text, end) = await ChatFixture.ReadAsync(job, Stop);
        Assert.Equal(("ab", MessageState.Complete), (text, end!.State));
        Assert.Contains("No space left on device", end.Error, StringComparison.Ordinal);
    }

    private static string? Content(System.Text.Json.JsonElement message)
    {
        var content = message.GetProperty("content");
        return content.ValueKind == System.Text.Json.JsonValueKind.Array ? content[0].GetProperty("text").GetString() : content.GetString();
    }

    private static async Task<(string Text, MessageState State)> TextAndStateAsync(GenerationJob job)
    {
        var (text, end) = await ChatFixture.ReadAsync(job, Stop);
        return (text, end!.State);
    }

    private async Task<GenerationJob> PrepareAsync(ConversationStore store, TimeProvider time)
    {
        var turn = await store.Turns.AskAsync(null, new NewQuestion("Hi", [PortalFactory.Model]), Stop);
        return new GenerationJob(turn.Answers[0], chat.Services.GetRequiredService<ModelGateway>(), store, PlainPrompts.Builder(store), time, NullLogger.Instance);
    }
}
