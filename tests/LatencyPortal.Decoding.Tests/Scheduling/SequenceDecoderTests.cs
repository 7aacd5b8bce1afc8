using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Scheduling;
using LatencyPortal.Decoding.Text;
using LatencyPortal.Decoding.Tests.TinyModels;

namespace LatencyPortal.Decoding.Tests.Scheduling;

public sealed class SequenceDecoderTests : IDisposable
{
    private readonly TinyFolder _folder = new(new TinyDecoder { Script = TinyTokenizer.SpeakForever("abc") });
    private readonly OnnxModelRunner _runner;
    private readonly SequenceDecoder _decoder;

    public SequenceDecoderTests()
    {
        _runner = OnnxModelRunner.Load(
            GenaiConfig.Read(_folder["genai_config.json"]), _folder["model.onnx"], new DecodingOptions { Threads = 1 });
        _decoder = new SequenceDecoder(
            _runner, TokenizerFile.Read(_folder["tokenizer.json"]).Bytes, new HashSet<int> { TinyTokenizer.TurnEnd });
    }

    public void Dispose()
    {
        _runner.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_CancelledInMidAnswer_EndsWithinOneStep()
    {
        using var cancellation = new CancellationTokenSource();
        var output = new PieceRecorder(count =>
        {
            if (count == 4)
                cancellation.Cancel();
            return true;
        });

        Assert.ThrowsAny<OperationCanceledException>(() => _decoder.Run(Job(output, cancellation.Token)));

        Assert.Equal(4, output.Pieces.Count);
        Assert.Equal("abc", output.Pieces.Text());
    }

    [Fact]
    public void Run_CancelledWhileThePromptIsRead_WritesNoText()
    {
        using var cancellation = new CancellationTokenSource();
        var output = new PieceRecorder(_ =>
        {
            cancellation.Cancel();
            return true;
        });

        Assert.ThrowsAny<OperationCanceledException>(() => _decoder.Run(Job(output, cancellation.Token)));

        Assert.Equal(DecodedPieceKind.Started, Assert.Single(output.Pieces).Kind);
    }

    [Fact]
    public void Run_AfterACancelledJob_StartsAfresh()
    {
        Assert.ThrowsAny<OperationCanceledException>(
            () => _decoder.Run(Job(new PieceRecorder(count => count < 3), CancellationToken.None)));
        var output = new PieceRecorder(_ => true);

        _decoder.Run(Job(output, CancellationToken.None));

        Assert.Equal("abcabcabca", output.Pieces.Text());
    }

    private static DecodeJob Job(PieceRecorder output, CancellationToken cancellation) =>
        new([TinyTokenizer.TurnStart, TinyTokenizer.Byte((byte)'\n')], 10, new SamplingOptions(0, 1, 0), [], output, cancellation);
}
