using CsCheck;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Scheduling;

public sealed class DecodeLoopTests
{
    private static readonly TinyDecoder Endless = new() { Script = TinyTokenizer.SpeakForever(TinyTokenizer.Alphabet), ContextLength = 512 };

    private static readonly Gen<int[]> Prompts = Gen.Int[4, TinyTokenizer.Size - 1].Array[1, 60];

    /// <summary>Prompt, most tokens, temperature, seed.</summary>
    private static readonly Gen<(int[] Prompt, int MaxTokens, double Temperature, long Seed)> Requests =
        Gen.Select(Prompts, Gen.Int[1, 40], Gen.Int[0, 2].Select(i => i * 0.75), Gen.Long);

    /// <param name="knowing">A drafter that knows the target, or one that is nearly always wrong.</param>
    /// <param name="drafted">Tokens of each proposal; 0 lets costs decide.</param>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(false, 6)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 6)]
    public void Run_AnyMixOfRequests_GivesWhatEachGivesAlone(bool knowing, int drafted)
    {
        using var alone = new LoopFixture(options: new DecodingOptions { MaxSequences = 1, PrefixCacheBytes = 0 });
        var drafter = new TinyDecoder { Layers = knowing ? 2 : 1, ContextLength = 512 };
        Gen.Select(Requests.Array[1, 14], Gen.Int[1, 5]).Sample(
            (requests, rows) =>
            {
                var options = new DecodingOptions { MaxSequences = rows, FixedDraft = drafted == 0 ? null : drafted, PrefixCacheBytes = 100_000, PrefillChunk = 16 };
                using var together = new LoopFixture(draft: drafter, options: options);
                var answers = requests.Select(r => LoopFixture.Ask(r.Prompt, r.MaxTokens, r.Temperature, r.Seed)).ToArray();
                var expected = requests.Select(r => LoopFixture.Ask(r.Prompt, r.MaxTokens, r.Temperature, r.Seed, speculate: false)).ToArray();

                together.RunAll(answers);
                alone.RunAll(expected);

                for (var i = 0; i < answers.Length; i++)
                {
                    Assert.Equal(expected[i].Text, answers[i].Text);
                    Assert.Equal(expected[i].Usage.OutputTokens, answers[i].Usage.OutputTokens);
                    Assert.Equal(answers[i].Usage.OutputTokens, answers[i].Events.Count(happened => happened.Kind == DecodedPieceKind.Text));
                }
            },
            iter: 6,
            threads: 1);
    }

    [Fact]
    public void Run_TextThatRepeats_TakesProposals()
    {
        using var fixture = new LoopFixture(Endless, options: new DecodingOptions { FixedDraft = 4 });
        var plain = LoopFixture.Ask(Start, 200, speculate: false);
        var fast = LoopFixture.Ask(Start, 200);

        fixture.RunAll(plain);
        fixture.RunAll(fast);

        Assert.Equal(plain.Text, fast.Text);
        Assert.Equal(0, plain.Usage.DraftedTokens);
        // The first round of the alphabet is news, the second is not.
        Assert.InRange(fast.Usage.AcceptedTokens, 70, 199);
        Assert.Contains(fast.Events, piece => piece.Origin == TokenOrigin.NGram);
    }

    [Fact]
    public void Run_ShortAnswerToALongPrompt_IsNotWorthReadingItTwice()
    {
        var model = new TinyDecoder { ContextLength = 512 };
        using var fixture = new LoopFixture(model, model);
        fixture.Loop.Calibrate();
        // What a round of one or two tokens can save is never what the draft model takes to read 400.
        var answer = LoopFixture.Ask([.. Enumerable.Range(0, 400).Select(i => 4 + (i * i * 7 % (TinyTokenizer.Size - 4)))], maxTokens: 3);

        fixture.RunAll(answer);

        Assert.Equal(0, fixture.Loop.Speculation.Single(stats => stats.Source == TokenOrigin.DraftModel).Rounds);
    }

    [Fact]
    public void Run_DraftModelThatIsTheTarget_IsAlwaysRight()
    {
        var model = new TinyDecoder { ContextLength = 512 };
        using var fixture = new LoopFixture(model, model, new DecodingOptions { FixedDraft = 5 });
        var answer = LoopFixture.Ask([5, 6, 7, 8], 100, temperature: 0.8);

        fixture.RunAll(answer);

        Assert.InRange(answer.Usage.AcceptedTokens, 70, 99);
        Assert.Contains(answer.Events, piece => piece.Origin == TokenOrigin.DraftModel);
    }

    [Fact]
    public void Admit_PromptThatWasAnsweredBefore_IsNotReadAgain()
    {
        using var fixture = new LoopFixture();
        int[] prompt = [.. Enumerable.Range(0, 50).Select(i => 4 + (i * 7 % 200))];
        var first = LoopFixture.Ask(prompt, 10);
        var again = LoopFixture.Ask(prompt, 10);
        var longer = LoopFixture.Ask([.. prompt, 9, 9, 9], 10);
        var stranger = LoopFixture.Ask(prompt, 10, salt: "another");

        fixture.RunAll(first);
        fixture.RunAll(again);
        fixture.RunAll(longer);
        fixture.RunAll(stranger);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(first.Text, stranger.Text);
        Assert.Equal(0, first.Usage.CachedTokens);
        Assert.Equal(50, again.Usage.CachedTokens);
        Assert.Equal(50, longer.Usage.CachedTokens);
        Assert.Equal(0, stranger.Usage.CachedTokens);
    }

    [Fact]
    public void Admit_PromptThatIsBeingRead_IsTakenAsFarAsItIs()
    {
        using var fixture = new LoopFixture(options: new DecodingOptions { MaxSequences = 2, PrefillChunk = 16 });
        int[] prompt = [.. Enumerable.Range(0, 300).Select(i => TinyTokenizer.Byte((byte)('a' + (i * 7 % 26))))];
        var first = LoopFixture.Ask(prompt);
        var second = LoopFixture.Ask([.. prompt[..200], TinyTokenizer.Byte((byte)'!')]);
        fixture.Loop.Admit(first.Job);
        // Eight chunks of 16 are read, and kept by 64.
        for (var i = 0; i < 8; i++)
            fixture.Loop.Step();

        Assert.True(fixture.Loop.CanOvertake(second.Job));
        fixture.Loop.Admit(second.Job);
        fixture.RunAll();

        Assert.Equal(128, second.Usage.CachedTokens);
        Assert.Equal(0, first.Usage.CachedTokens);
    }

    [Fact]
    public void Admit_NewPrompts_BoundTheCache()
    {
        using var fixture = new LoopFixture(options: new DecodingOptions { PrefixCacheBytes = 200_000 });
        for (var i = 0; i < 40; i++)
        {
            fixture.RunAll(LoopFixture.Ask([.. Enumerable.Range(0, 60).Select(at => 4 + ((at * 7) + (i * 31)) % 200)], 10));
            Assert.InRange(fixture.Loop.Prefixes.Bytes, 1, 200_000);
        }

        Assert.InRange(fixture.Loop.Prefixes.Evictions, 10, 1000);
    }

    [Fact]
    public void Step_OneIsCancelled_OthersGoOn()
    {
        using var fixture = new LoopFixture(Endless);
        using var cancellation = new CancellationTokenSource();
        var gone = LoopFixture.Ask(Start, 300, speculate: false, cancellation: cancellation);
        var stays = LoopFixture.Ask(Start, 30, speculate: false);
        fixture.Loop.Admit(gone.Job);
        fixture.Loop.Step();
        fixture.Loop.Admit(stays.Job);
        for (var i = 0; i < 5; i++)
            fixture.Loop.Step();
        var before = gone.Events.Count;

        cancellation.Cancel();
        fixture.RunAll();

        Assert.True(gone.Completion.IsCanceled || gone.Completion.IsFaulted);
        Assert.Equal(before, gone.Events.Count);
        Assert.Equal(30, stays.Usage.OutputTokens);
    }

    [Fact]
    public void Step_SteadyState_AllocatesNothing()
    {
        using var fixture = new LoopFixture(Endless with { ContextLength = 2048 });
        var answers = Enumerable.Range(0, 4).Select(_ => LoopFixture.Ask(Start, 1000, temperature: 0.5, speculate: false)).ToArray();
        foreach (var answer in answers)
        {
            fixture.Loop.Admit(answer.Job);
            fixture.Loop.Step();
        }

        // What is not read for a while makes the channels as large as they will be.
        for (var i = 0; i < 150; i++)
            fixture.Loop.Step();
        foreach (var answer in answers)
            Assert.NotEmpty(answer.Events);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
            fixture.Loop.Step();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int[] Start => [TinyTokenizer.TurnStart, TinyTokenizer.Byte((byte)'\n')];
}
