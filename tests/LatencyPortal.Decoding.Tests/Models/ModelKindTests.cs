using System.Numerics.Tensors;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Tests.TinyModels;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Tests.Models;

/// <summary>Every kind of folder loads, and the decoder's promises hold for it.</summary>
public sealed class ModelKindTests
{
    private static readonly DecodingOptions Options = new() { Threads = 1 };

    private static readonly string[] Questions = ["hello", "the other hello", "1212 and more of it", "x"];

    private static readonly int[] Tokens = [.. Enumerable.Range(0, 60).Select(i => (i * 37) % TinyTokenizer.Size)];

    public static TheoryData<string> All => ModelKinds.All;

    public static TheoryData<string> Exact => ModelKinds.Exact;

    public static TheoryData<string> InPlace => ["genai fp32", "genai fp16", "genai int4", "transformers.js", "last logits only"];

    public static TheoryData<string> Rounding => ModelKinds.Rounding;

    [Theory]
    [MemberData(nameof(Exact))]
    public async Task Generate_SeveralAtOnce_GivesWhatEachGivesAlone(string kind)
    {
        using var folder = ModelKinds.Open(kind);
        await using var model = folder.Load();
        var alone = new List<string>();
        foreach (var question in Questions)
            alone.Add(await model.TextAsync(Ask(question)));

        var together = await Task.WhenAll(Questions.Select(question => model.TextAsync(Ask(question))));

        Assert.Equal(alone, together);
        Assert.All(alone, text => Assert.NotEmpty(text));
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public async Task Generate_WithProposals_GivesWhatPlainDecodingGives(string kind)
    {
        using var folder = ModelKinds.Open(kind);
        using var draft = new TinyFolder(new TinyDecoder { ContextLength = 512, KeyValueHeads = 2, Layers = 1 });
        await using var model = folder.Load(Options with { DraftFolder = draft.Path, FixedDraft = 3 });
        foreach (var question in Questions)
        {
            var plain = await model.TextAsync(Ask(question) with { Speculate = false, CacheSalt = "plain" });

            var pieces = await model.PiecesAsync(Ask(question) with { CacheSalt = "proposed" });

            Assert.Equal(plain, pieces.Text());
            Assert.Equal(model.Details.Speculation, pieces[^1].Usage!.Value.DraftedTokens > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public async Task Generate_FromTheCache_GivesWhatReadingAnewGives(string kind)
    {
        using var folder = ModelKinds.Open(kind);
        await using var cached = folder.Load(Options);
        await using var uncached = folder.Load(Options with { PrefixCacheBytes = 0, MaxSequences = 1 });
        foreach (var question in (string[])["hello the 12", "hello the other", "between", "hello the 12", "hello the 12 more"])
        {
            var pieces = await cached.PiecesAsync(Ask(question));

            Assert.Equal(await uncached.TextAsync(Ask(question) with { CacheSalt = question }), pieces.Text());
        }

        Assert.True(cached.PrefixCache.TokensSaved > 20);
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void Rewind_ThenOtherTokens_ForgetsWhatWasBehind(string kind)
    {
        using var folder = ModelKinds.Open(kind);
        using var runner = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), Options);
        using var run = new RunOptions();
        foreach (var keep in (int[])[1, 7, 30, 59])
        {
            runner.SetLength(2, 0);
            runner.Extend(2, Tokens.AsSpan(0, keep), run);
            var expected = Last(runner, runner.Extend(2, [5, 6, 7], run));
            runner.SetLength(2, 0);
            runner.Extend(2, Tokens, run);

            runner.SetLength(2, keep);

            AssertClose(expected, Last(runner, runner.Extend(2, [5, 6, 7], run)));
            Assert.Equal(keep + 3, runner.LengthOf(2));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Extend_Terminated_LeavesTheRowAsItWas(string kind)
    {
        using var folder = ModelKinds.Open(kind);
        using var runner = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), Options);
        using var run = new RunOptions();
        using var ended = new RunOptions { Terminate = true };
        runner.Extend(0, Tokens.AsSpan(0, 20), run);
        var expected = Last(runner, runner.Extend(0, Tokens.AsSpan(20, 3), run));
        runner.SetLength(0, 20);

        Assert.Throws<OnnxRuntimeException>(() => runner.Extend(0, Tokens.AsSpan(30, 7), ended).Length);

        Assert.Equal(20, runner.LengthOf(0));
        AssertClose(expected, Last(runner, runner.Extend(0, Tokens.AsSpan(20, 3), run)));
    }

    [Theory]
    [MemberData(nameof(InPlace))]
    public void Run_SteadyState_AllocatesNothing(string kind)
    {
        using var folder = ModelKinds.Open(kind);
        using var runner = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), Options);
        using var run = new RunOptions();
        Assert.True(runner.Plan.KeepsKeysInPlace);
        Steps(runner, run, 5);

        // The runtime allocates on this thread too, now and then, when it compiles something anew; steps would do so every time.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated(runner, run)));
    }

    private static long Allocated(OnnxModelRunner runner, RunOptions run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Steps(runner, run, 50);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Theory]
    [MemberData(nameof(Rounding))]
    public void Extend_RoundedActivations_DifferByNearTiesOnly(string kind)
    {
        using var folder = ModelKinds.Open(kind);
        using var runner = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), Options);
        using var run = new RunOptions();
        var width = runner.Shape.VocabularySize;
        var whole = runner.Extend(0, Tokens, run).ToArray();

        for (var i = 0; i < Tokens.Length; i++)
        {
            var step = runner.Extend(1, Tokens.AsSpan(i, 1), run);
            var together = whole.AsSpan(i * width, width);
            // A token may win that was not first, if it was as near to first as rounding moves logits.
            var margin = TensorPrimitives.Max<float>(together) - together[TensorPrimitives.IndexOfMax(step)];
            Assert.InRange(margin, 0, 0.05f * TensorPrimitives.Norm<float>(together));
            Assert.InRange(TensorPrimitives.Distance(together, step), 0, 0.05f * TensorPrimitives.Norm<float>(together));
        }
    }

    [Theory]
    [InlineData(nameof(TinyAttention.Concat), 2)]
    [InlineData(nameof(TinyAttention.Concat), 1)]
    [InlineData(nameof(TinyAttention.MultiHead), 2)]
    public async Task Generate_GrowingPast_GivesWhatKeysInPlaceGive(string attention, int heads)
    {
        var grouped = new TinyDecoder { ContextLength = 512, KeyValueHeads = heads };
        using var inPlace = new TinyFolder(grouped);
        using var growing = new TinyFolder(grouped with { Attention = Enum.Parse<TinyAttention>(attention) }, ModelLayout.HuggingFace);
        await using var first = inPlace.Load();
        await using var second = growing.Load();
        Assert.Equal(AttentionKind.InPlace, first.Details.Attention);
        Assert.Equal(AttentionKind.Growing, second.Details.Attention);

        var expected = await Task.WhenAll(Questions.Select(question => first.TextAsync(Ask(question))));
        var answers = await Task.WhenAll(Questions.Select(question => second.TextAsync(Ask(question))));

        Assert.Equal(expected, answers);
    }

    [Fact]
    public void Extend_PastKeptApart_GivesTheSameLogits()
    {
        using var folder = new TinyFolder(new TinyDecoder { ContextLength = 512, KeyValueHeads = 2 });
        using var inPlace = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), Options);
        folder.Change("genai_config.json", json => json["search"]!["past_present_share_buffer"] = false);
        using var growing = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), Options);
        using var run = new RunOptions();
        Assert.True(inPlace.Plan.KeepsKeysInPlace);
        Assert.False(growing.Plan.KeepsKeysInPlace);

        for (var at = 0; at < Tokens.Length; at += 12)
        {
            var expected = inPlace.Extend(0, Tokens.AsSpan(at, 12), run).ToArray();
            AssertClose(expected, growing.Extend(0, Tokens.AsSpan(at, 12), run).ToArray());
        }
    }

    [Fact]
    public async Task Load_LengthOfThePastFromItsShape_IsRunWithAGrowingPast()
    {
        using var plain = new TinyFolder(new TinyDecoder { ContextLength = 512 });
        using var measuring = new TinyFolder(new TinyDecoder { ContextLength = 512, MeasuresPast = true });
        await using var expected = plain.Load();
        await using var model = measuring.Load();

        Assert.Equal(AttentionKind.Growing, model.Details.Attention);
        Assert.Contains(model.Limits, limit => limit.StartsWith("Answers are computed one after another", StringComparison.Ordinal));
        Assert.Equal(await expected.TextAsync(Ask("hello")), await model.TextAsync(Ask("hello")));
    }

    [Fact]
    public void Extend_LastLogitsWanted_ComputesThemAlone()
    {
        using var folder = ModelKinds.Open("transformers.js");
        using var runner = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), Options);
        using var run = new RunOptions();
        var width = runner.Shape.VocabularySize;
        var all = runner.Extend(0, Tokens, run).ToArray();
        runner.SetLength(0, 0);

        var last = runner.Extend(0, Tokens, run, lastOnly: true).ToArray();

        Assert.Equal(Tokens.Length * width, all.Length);
        Assert.Equal(width, last.Length);
        AssertClose(all[^width..], last);
    }

    [Theory]
    [InlineData("genai fp16", 0.01)]
    [InlineData("genai int8 qdq", 0.05)]
    [InlineData("genai int8 bits", 0.05)]
    [InlineData("genai int8 dynamic", 0.1)]
    [InlineData("transformers.js int8", 0.1)]
    [InlineData("genai int4", 0.4)]
    [InlineData("optimum fp32", 1e-5)]
    public void Extend_LowerPrecision_IsNearTheFullOne(string kind, double distance)
    {
        using var full = ModelKinds.Open("genai fp32");
        using var folder = ModelKinds.Open(kind);
        using var expected = OnnxModelRunner.Open(ModelConfig.Read(full.Path), Options);
        using var actual = OnnxModelRunner.Open(ModelConfig.Read(folder.Path), Options);
        using var run = new RunOptions();
        var logits = expected.Extend(0, Tokens, run).ToArray();

        Assert.InRange(TensorPrimitives.Distance(logits, actual.Extend(0, Tokens, run)), 0, distance * TensorPrimitives.Norm<float>(logits));
    }

    private static DecodeRequest Ask(string question) => Answers.Ask(question) with { Temperature = 0.8, Seed = 5, MaxTokens = 40 };

    private static void Steps(OnnxModelRunner runner, RunOptions run, int count)
    {
        for (var i = 0; i < count; i++)
        {
            // Back, so that no row outgrows its mask: a longer one is bound anew.
            for (var row = 0; row < 3; row++)
                runner.SetLength(row, 20);
            runner.Extend(0, [7], run);
            runner.Extend(1, [7, 8, 9], run, lastOnly: true);
            runner.Step([5, 6, 7], run);
        }
    }

    private static float[] Last(OnnxModelRunner runner, ReadOnlySpan<float> logits) => logits[^runner.Shape.VocabularySize..].ToArray();

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        // Half precision keeps eleven bits.
        Assert.InRange(TensorPrimitives.Distance<float>(expected, actual), 0, 2e-3f * TensorPrimitives.Norm<float>(expected));
        Assert.InRange(TensorPrimitives.Norm<float>(expected), 1, 1000);
    }
}
