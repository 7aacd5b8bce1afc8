using System.Numerics.Tensors;
using CsCheck;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Tests.TinyModels;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Tests.Models;

public sealed class OnnxModelRunnerTests
{
    private static readonly int[] Sequence = [.. Enumerable.Range(0, 40).Select(i => (i * 37) % TinyTokenizer.Size)];

    private static readonly int[] Long = [.. Enumerable.Range(0, 90).Select(i => (i * 53) % TinyTokenizer.Size)];

    [Fact]
    public void Append_AnySplit_GivesTheLogitsOfTheWholePrompt()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        var whole = Append(runner, Sequence);

        Gen.Int[1, 9].Array[1, 12].Sample(
            lengths =>
            {
                runner.SetLength(0, 0);
                float[] last = [];
                for (int at = 0, i = 0; at < Sequence.Length; i++)
                {
                    var end = Math.Min(Sequence.Length, at + lengths[i % lengths.Length]);
                    last = Append(runner, Sequence[at..end]);
                    at = end;
                }

                AssertClose(whole, last);
            },
            iter: 50,
            threads: 1);
    }

    [Fact]
    public void Append_LongerThanAChunk_IsReadInChunks()
    {
        using var folder = new TinyFolder();
        using var chunked = Load(folder, chunk: 7);
        using var whole = Load(folder, chunk: 64);

        AssertClose(Append(whole, Sequence), Append(chunked, Sequence));
        Assert.Equal(Sequence.Length, chunked.LengthOf(0));
    }

    [Fact]
    public void Rewind_ThenOtherTokens_ForgetsWhatWasBehind()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        int[] other = [.. Sequence[..10], 5, 6, 7];
        var expected = Append(runner, other);
        runner.SetLength(0, 0);
        Append(runner, Sequence);

        runner.SetLength(0, 10);

        AssertClose(expected, Append(runner, [5, 6, 7]));
    }

    [Fact]
    public void Extend_OneToken_AllocatesNothing()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        using var run = new RunOptions();
        for (var i = 0; i < 5; i++)
            runner.Extend(0, [7], run);

        const int steps = 50;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < steps; i++)
            runner.Extend(0, [7], run);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Append_Terminated_FailsAndLeavesTheValidLength()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        using var run = new RunOptions { Terminate = true };
        Append(runner, [1, 2, 3]);

        Assert.Throws<OnnxRuntimeException>(() => runner.Extend(0, [4], run).Length);

        Assert.Equal(3, runner.LengthOf(0));
    }

    [Fact]
    public void Step_RowsOfDifferentLength_GiveWhatEachGivesAlone()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        using var run = new RunOptions();
        int[] lengths = [1, 13, 40, 7, 64, 2];
        var expected = lengths.Select(length => Append(runner, Long[..(length + 1)], fromStart: true)).ToList();
        runner.SetLength(0, 0);
        for (var row = 0; row < lengths.Length; row++)
            runner.Extend(row, Long.AsSpan(0, lengths[row]), run);

        var logits = runner.Step([.. lengths.Select(length => Long[length])], run);

        for (var row = 0; row < lengths.Length; row++)
        {
            AssertClose(expected[row], logits.Slice(row * runner.Shape.VocabularySize, runner.Shape.VocabularySize).ToArray());
            Assert.Equal(lengths[row] + 1, runner.LengthOf(row));
        }
    }

    [Fact]
    public void Extend_SeveralTokens_GivesTheLogitsOfEach()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        using var run = new RunOptions();
        runner.Extend(3, Sequence.AsSpan(0, 20), run);

        var logits = runner.Extend(3, Sequence.AsSpan(20, 5), run).ToArray();

        for (var i = 0; i < 5; i++)
        {
            var expected = Append(runner, Sequence[..(21 + i)], fromStart: true);
            AssertClose(expected, logits[(i * runner.Shape.VocabularySize)..((i + 1) * runner.Shape.VocabularySize)]);
        }
    }

    [Fact]
    public void Append_BeyondTheContext_IsRefused()
    {
        using var folder = new TinyFolder(new TinyDecoder { ContextLength = 8 });
        using var runner = Load(folder, chunk: 64);

        Append(runner, [1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Throws<ArgumentOutOfRangeException>(() => Append(runner, [9]));
    }

    [Fact]
    public void Append_ModelWithPositionIds_IsFedThem()
    {
        using var plain = new TinyFolder();
        using var folder = new TinyFolder(new TinyDecoder { HasPositionIds = true });
        using var runner = Load(folder, chunk: 64);
        using var reference = Load(plain, chunk: 64);

        AssertClose(Append(reference, Sequence), Append(runner, Sequence));
    }

    private static OnnxModelRunner Load(TinyFolder folder, int chunk) => OnnxModelRunner.Load(
        ModelConfig.Read(folder.Path),
        new DecodingOptions { Threads = 1, PrefillChunk = chunk });

    private static float[] Append(OnnxModelRunner runner, int[] tokens, bool fromStart = false)
    {
        if (fromStart)
            runner.SetLength(0, 0);
        using var run = new RunOptions();
        float[] last = [];
        for (var at = 0; at < tokens.Length; at += runner.MostTokens)
            last = runner.Extend(0, tokens.AsSpan(at, Math.Min(runner.MostTokens, tokens.Length - at)), run)[^runner.Shape.VocabularySize..].ToArray();
        return last;
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(TensorPrimitives.Distance<float>(expected, actual), 0, 1e-4f);
        // The comparison means something only if the logits do.
        Assert.InRange(TensorPrimitives.Norm<float>(expected), 1, 1000);
    }
}
