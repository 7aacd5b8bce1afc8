using System.Numerics.Tensors;
using CsCheck;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Tests.TinyModels;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Tests.Models;

public sealed class OnnxModelRunnerTests
{
    private static readonly int[] Sequence = [.. Enumerable.Range(0, 40).Select(i => (i * 37) % TinyTokenizer.Size)];

    [Fact]
    public void Append_AnySplit_GivesTheLogitsOfTheWholePrompt()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        var whole = Append(runner, Sequence);

        Gen.Int[1, 9].Array[1, 12].Sample(
            lengths =>
            {
                runner.Rewind(0);
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
        Assert.Equal(Sequence.Length, chunked.Length);
    }

    [Fact]
    public void Rewind_ThenOtherTokens_ForgetsWhatWasBehind()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        int[] other = [.. Sequence[..10], 5, 6, 7];
        var expected = Append(runner, other);
        runner.Rewind(0);
        Append(runner, Sequence);

        runner.Rewind(10);

        AssertClose(expected, Append(runner, [5, 6, 7]));
    }

    [Fact]
    public void Append_OneToken_AllocatesLittle()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        using var run = new RunOptions();
        for (var i = 0; i < 5; i++)
            runner.Append([7], run, CancellationToken.None);

        const int steps = 50;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < steps; i++)
            runner.Append([7], run, CancellationToken.None);

        // The few tensor handles whose shape is new in each step; no logits, no keys, no values.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / steps, 0, 1500);
    }

    [Fact]
    public void Append_Cancelled_LeavesTheValidLength()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        using var run = new RunOptions();
        Append(runner, [1, 2, 3]);

        Assert.Throws<OperationCanceledException>(() => runner.Append([4], run, new CancellationToken(canceled: true)).Length);

        Assert.Equal(3, runner.Length);
    }

    [Fact]
    public void Append_Terminated_FailsAndLeavesTheValidLength()
    {
        using var folder = new TinyFolder();
        using var runner = Load(folder, chunk: 64);
        using var run = new RunOptions { Terminate = true };
        Append(runner, [1, 2, 3]);

        Assert.Throws<OnnxRuntimeException>(() => runner.Append([4], run, CancellationToken.None).Length);

        Assert.Equal(3, runner.Length);
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
        GenaiConfig.Read(folder["genai_config.json"]),
        folder["model.onnx"],
        new DecodingOptions { Threads = 1, PrefillChunk = chunk });

    private static float[] Append(OnnxModelRunner runner, int[] tokens)
    {
        using var run = new RunOptions();
        return runner.Append(tokens, run, CancellationToken.None).ToArray();
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(TensorPrimitives.Distance<float>(expected, actual), 0, 1e-4f);
        // The comparison means something only if the logits do.
        Assert.InRange(TensorPrimitives.Norm<float>(expected), 1, 1000);
    }
}
