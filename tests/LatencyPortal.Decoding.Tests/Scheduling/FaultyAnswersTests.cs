using CsCheck;
using LatencyPortal.Decoding.KvCache;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Scheduling;

/// <summary>Answers that fail among others that do not, and memory that now and then is not to be had.</summary>
public sealed class FaultyAnswersTests
{
    private static readonly TinyDecoder Model = new() { ContextLength = 512, Poison = (TinyTokenizer.Byte((byte)'z'), float.NaN) };

    private static readonly TinyDecoder Draft = Model with { Poison = (TinyTokenizer.Byte((byte)'q'), float.PositiveInfinity) };

    private static readonly Gen<(int[] Prompt, int MaxTokens, double Temperature, long Seed)> Requests = Gen.Select(
        Gen.Int[4, TinyTokenizer.Size - 1].Array[1, 60], Gen.Int[1, 60], Gen.Int[0, 3].Select(i => i * 0.75), Gen.Long);

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 4)]
    public void Run_SomeFail_OthersGiveWhatTheyGiveAlone(bool drafts, int drafted)
    {
        using var alone = new LoopFixture(Model, options: new DecodingOptions { MaxSequences = 1, PrefixCacheBytes = 0 });
        var failed = 0;
        Gen.Select(Requests.Array[4, 24], Gen.Int[2, 6], Gen.Int[0, 1000]).Sample(
            (requests, rows, seed) =>
            {
                var memory = new FaultyMemory(seed);
                using var together = new LoopFixture(Model, drafts ? Draft : null, new DecodingOptions
                {
                    MaxSequences = rows,
                    FixedDraft = drafted == 0 ? null : drafted,
                    PrefixCacheBytes = 100_000,
                    PrefillChunk = 16,
                    CacheAllocator = memory.Allocate,
                });
                // Each is asked twice, so that what the first time left behind is used.
                for (var turn = 0; turn < 2; turn++)
                {
                    var answers = requests.Select(r => LoopFixture.Ask(r.Prompt, r.MaxTokens, r.Temperature, r.Seed)).ToArray();
                    together.RunAll(answers);
                    foreach (var (answer, (prompt, maxTokens, temperature, random)) in answers.Zip(requests))
                    {
                        var expected = LoopFixture.Ask(prompt, maxTokens, temperature, random, speculate: false);
                        alone.RunAll(expected);
                        Assert.True(answer.IsOver && expected.IsOver);
                        Assert.Equal(expected.Completion.IsFaulted, answer.Completion.IsFaulted);
                        Assert.Equal(expected.Text, answer.Text);
                        failed += answer.Completion.IsFaulted ? 1 : 0;
                        if (answer.Completion.Exception is { } error)
                            Assert.IsType<DecodeFaultException>(error.InnerException);
                    }

                    // What the cache says it holds is what it holds.
                    var stats = together.Loop.Prefixes;
                    Assert.Equal(memory.Live, stats.Segments);
                    Assert.Equal(0, (stats.Bytes - memory.LiveBytes) % (TinyTokenizer.Size * sizeof(float)));
                    Assert.InRange(stats.Bytes, memory.LiveBytes, 100_000);
                }

                together.Loop.Dispose();
                Assert.Equal(0, memory.Live);
            },
            iter: 8,
            threads: 1);
        Assert.InRange(failed, 1, int.MaxValue);
    }

    [Fact]
    public void Run_NoMemoryForTheCache_AnswersAllTheSame()
    {
        using var fixture = new LoopFixture(
            Model with { Poison = null }, options: new DecodingOptions { CacheAllocator = _ => throw new InsufficientMemoryException() });
        int[] prompt = [.. Enumerable.Range(5, 40)];
        var first = LoopFixture.Ask(prompt, 10);
        var second = LoopFixture.Ask(prompt, 10, salt: "another");

        fixture.RunAll(first);
        fixture.RunAll(second);

        Assert.Equal(10, first.Usage.OutputTokens);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(0, fixture.Loop.Prefixes.Bytes);
    }

    [Fact]
    public void Step_AfterACancellation_RunsTheModelNoMore()
    {
        using var fixture = new LoopFixture(
            new TinyDecoder { ContextLength = 512, Script = TinyTokenizer.SpeakForever(TinyTokenizer.Alphabet) }, options: new DecodingOptions { PrefillChunk = 16 });
        using var cancellation = new CancellationTokenSource();
        int[] prompt = [.. Enumerable.Range(5, 100), TinyTokenizer.Byte((byte)'\n')];

        // 1. While the prompt is read.
        fixture.Loop.Admit(LoopFixture.Ask(prompt, cancellation: cancellation).Job);
        fixture.Loop.Step();
        var runs = fixture.Runner.Runs;
        cancellation.Cancel();
        fixture.Loop.Step();
        Assert.Equal(runs, fixture.Runner.Runs);
        Assert.False(fixture.Loop.HasWork);

        // 2. While tokens are drawn, one by one and with proposals.
        foreach (var speculate in (bool[])[false, true])
        {
            using var later = new CancellationTokenSource();
            var answer = LoopFixture.Ask(prompt, 300, speculate: speculate, cancellation: later);
            fixture.Loop.Admit(answer.Job);
            while (answer.Events.Count < 20)
                fixture.Loop.Step();
            runs = fixture.Runner.Runs;
            later.Cancel();
            fixture.Loop.Step();
            Assert.Equal(runs, fixture.Runner.Runs);
            Assert.False(fixture.Loop.HasWork);
        }
    }

    /// <summary>Refuses one of eight wishes, and knows what it gave.</summary>
    private sealed class FaultyMemory(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<NativeBuffer> _given = [];

        public int Live => _given.Count(buffer => !buffer.IsClosed);

        public long LiveBytes => _given.Where(buffer => !buffer.IsClosed).Sum(buffer => buffer.Bytes);

        public NativeBuffer Allocate(long bytes)
        {
            if (_random.Next(8) == 0)
                throw new InsufficientMemoryException();
            var buffer = PrefixTree.Allocate(bytes);
            _given.Add(buffer);
            return buffer;
        }
    }
}
