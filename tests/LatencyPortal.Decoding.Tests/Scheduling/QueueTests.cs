using LatencyPortal.Decoding.Scheduling;
using LatencyPortal.Decoding.Tests.TinyModels;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Decoding.Tests.Scheduling;

public sealed class QueueTests
{
    private const int Rows = 8;
    private const int Waiting = 64;

    private static readonly TinyDecoder Endless = new() { Script = TinyTokenizer.SpeakForever(TinyTokenizer.Alphabet), ContextLength = 8192 };

    private static readonly DecodingOptions Options = new() { Threads = 1, MaxSequences = Rows, QueueCapacity = Waiting };

    [Fact]
    public async Task Enqueue_TwoHundredAtOnce_RefusesExactlyThoseWithoutRoom()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load(Options);
        using var cancellation = new CancellationTokenSource();

        var first = Enumerable.Range(0, 200).Select(_ => AnswerAsync(model, cancellation.Token)).ToList();

        Assert.All(first[..(Rows + Waiting)], piece => Assert.False(piece.IsFaulted));
        foreach (var refused in first[(Rows + Waiting)..])
        {
            var error = await Assert.ThrowsAsync<QueueFullException>(() => refused);
            Assert.Equal(Waiting, error.Waiting);
        }

        await cancellation.CancelAsync();
        await Task.WhenAll(first).ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        Assert.Equal("abc", await model.TextAsync(Answers.Ask("hello") with { MaxTokens = 3 }));
    }

    [Fact]
    public async Task Cancel_WhileWaiting_FreesThePlaceAtOnce()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load(Options);
        using var stay = new CancellationTokenSource();
        using var leave = new CancellationTokenSource();
        // The last ten are certain to wait.
        var staying = Enumerable.Range(0, Rows + Waiting - 10).Select(_ => AnswerAsync(model, stay.Token)).ToList();
        var leaving = Enumerable.Range(0, 10).Select(_ => AnswerAsync(model, leave.Token)).ToList();
        await Assert.ThrowsAsync<QueueFullException>(() => AnswerAsync(model, stay.Token));

        leave.Cancel();
        var next = Enumerable.Range(0, 10).Select(_ => AnswerAsync(model, stay.Token)).ToList();

        Assert.All(next, piece => Assert.False(piece.IsFaulted));
        await Assert.ThrowsAsync<QueueFullException>(() => AnswerAsync(model, stay.Token));
        foreach (var cancelled in leaving)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await stay.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(staying.Skip(Rows).Concat(next)));
    }

    /// <summary>Between the moment a token is cancelled and the moment its callbacks run, the thread sees the request still waiting.</summary>
    [Fact]
    public async Task Cancel_WhileWaitingBeforeCallbacksRan_TakesNoPlaceFromOthers()
    {
        using var fixture = new LoopFixture(Endless with { ContextLength = 512 }, options: Options with { MaxSequences = 1 });
        using var cancellation = new CancellationTokenSource();
        using var held = new ManualResetEventSlim();
        var running = LoopFixture.Ask([5, 6, TinyTokenizer.Byte((byte)'\n')], 400);
        var waiting = LoopFixture.Ask([5, 7, TinyTokenizer.Byte((byte)'\n')], 400, cancellation: cancellation);
        await using var thread = new DecodeThread(fixture.Loop, 8, NullLogger.Instance);
        thread.Enqueue(running.Job);
        thread.Enqueue(waiting.Job);
        // Callbacks run from the last to the first, so this one holds up the one that ends the request.
        cancellation.Token.Register(held.Wait);

        var cancelling = cancellation.CancelAsync();
        while (!running.IsOver)
            await Task.Yield();
        held.Set();
        await cancelling;

        await running.Completion;
        Assert.Equal(400, running.Usage.OutputTokens);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Completion);
    }

    [Fact]
    public async Task Cancel_BetweenAdmissionAndFirstToken_OthersGoOn()
    {
        using var folder = new TinyFolder(Endless);
        await using var model = folder.Load(Options with { PrefillChunk = 16 });
        var question = Answers.Ask(new string('x', 4000));

        for (var i = 0; i < 5; i++)
        {
            using var cancellation = new CancellationTokenSource();
            await using var pieces = model.GenerateAsync(question, cancellation.Token).GetAsyncEnumerator(cancellation.Token);
            Assert.True(await pieces.MoveNextAsync());
            Assert.Equal(DecodedPieceKind.Started, pieces.Current.Kind);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pieces.MoveNextAsync());
        }

        Assert.Equal("abc", await model.TextAsync(Answers.Ask("hello") with { MaxTokens = 3 }));
    }

    [Fact]
    public void CanOvertake_ShorterPrompt_IsReadInTurnsWithTheLongOne()
    {
        using var fixture = new LoopFixture(Endless with { ContextLength = 512 }, options: Options with { MaxSequences = 3, PrefillChunk = 16 });
        int[] prompt = [.. Enumerable.Range(5, 200), TinyTokenizer.Byte((byte)'\n')];
        var (first, second, brief) = (LoopFixture.Ask(prompt, 5), LoopFixture.Ask(prompt[20..], 5), LoopFixture.Ask(prompt[180..], 5));
        fixture.Loop.Admit(first.Job);
        fixture.Loop.Step();

        // 185 of 201 tokens are left: the second one would be as long, the brief one is let in.
        Assert.False(fixture.Loop.CanOvertake(LoopFixture.Ask([.. prompt, 9]).Job));
        Assert.True(fixture.Loop.CanOvertake(brief.Job));
        fixture.Loop.Admit(brief.Job);
        Assert.False(fixture.Loop.CanOvertake(LoopFixture.Ask([5]).Job));
        for (var i = 0; i < 3; i++)
            fixture.Loop.Step();
        Assert.Contains(brief.Events, piece => piece.Kind == DecodedPieceKind.Text);
        Assert.DoesNotContain(first.Events, piece => piece.Kind == DecodedPieceKind.Text);

        fixture.RunAll(second);
        Assert.Equal(["abcde", "abcde", "abcde"], new[] { first.Text, second.Text, brief.Text });
    }

    private static async Task AnswerAsync(LocalModel model, CancellationToken cancellation)
    {
        await foreach (var piece in model.GenerateAsync(Answers.Ask("hello"), cancellation))
            Assert.NotEqual(DecodedPieceKind.Finished, piece.Kind);
    }
}
