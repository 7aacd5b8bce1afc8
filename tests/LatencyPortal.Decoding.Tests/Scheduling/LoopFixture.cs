using System.Threading.Channels;
using LatencyPortal.Decoding.Constraints;
using LatencyPortal.Decoding.Models;
using LatencyPortal.Decoding.Models.Configs;
using LatencyPortal.Decoding.Sampling;
using LatencyPortal.Decoding.Scheduling;
using LatencyPortal.Decoding.Speculation;
using LatencyPortal.Decoding.Tests.TinyModels;
using LatencyPortal.Decoding.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatencyPortal.Decoding.Tests.Scheduling;

/// <summary>A decode loop over a tiny model that the test drives step by step.</summary>
internal sealed class LoopFixture : IDisposable
{
    private readonly TinyFolder _folder;
    private readonly TinyFolder? _draft;

    public LoopFixture(TinyDecoder? model = null, TinyDecoder? draft = null, DecodingOptions? options = null, NoiseFill? noise = null)
    {
        options ??= new DecodingOptions();
        options = options with { Threads = 1 };
        _folder = new TinyFolder(model ?? new TinyDecoder { ContextLength = 512 });
        Runner = Open(_folder, options);
        if (draft is not null)
            _draft = new TinyFolder(draft);
        var drafter = _draft is null ? null : new ModelDrafter(Open(_draft, options), TinyTokenizer.Size, noise);
        Loop = new DecodeLoop(
            Runner,
            drafter,
            TokenizerFile.Read(_folder["tokenizer.json"]).Bytes,
            new HashSet<int> { TinyTokenizer.TurnEnd, TinyTokenizer.EndOfText },
            options,
            NullLogger.Instance,
            noise);
    }

    public OnnxModelRunner Runner { get; }

    public DecodeLoop Loop { get; }

    /// <summary>A request; its answer is read from what this returns.</summary>
    public static LoopAnswer Ask(
        int[] prompt, int maxTokens = 20, double temperature = 0, long seed = 1, string salt = "", bool speculate = true, CancellationTokenSource? cancellation = null,
        SamplingOptions? sampling = null, JsonConstraint? format = null)
    {
        var output = Channel.CreateBounded<PieceEvent>(maxTokens + 3);
        var text = new TextLog();
        var job = new DecodeJob(
            prompt, [], maxTokens, sampling ?? new SamplingOptions(temperature, 1, seed), format, [], salt, speculate, text, output.Writer, cancellation?.Token ?? CancellationToken.None);
        return new LoopAnswer(job, output.Reader);
    }

    /// <summary>Admits requests as there is room and steps until all are done.</summary>
    public void RunAll(params LoopAnswer[] answers)
    {
        var waiting = new Queue<LoopAnswer>(answers);
        while (waiting.Count > 0 || Loop.HasWork)
        {
            while (waiting.Count > 0 && (Loop.CanAdmit || Loop.CanOvertake(waiting.Peek().Job)))
                Loop.Admit(waiting.Dequeue().Job);
            if (Loop.HasWork)
                Loop.Step();
        }
    }

    public void Dispose()
    {
        Loop.Dispose();
        _folder.Dispose();
        _draft?.Dispose();
    }

    private static OnnxModelRunner Open(TinyFolder folder, DecodingOptions options)
    {
        var runner = OnnxModelRunner.Load(ModelConfig.Read(folder.Path), options);
        runner.WarmUp();
        return runner;
    }
}
