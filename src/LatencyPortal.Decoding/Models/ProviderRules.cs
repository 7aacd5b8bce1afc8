using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// What an execution provider of ONNX Runtime asks of whoever uses it. The rules of DirectML stand in
/// https://onnxruntime.ai/docs/execution-providers/DirectML-ExecutionProvider.html: no memory pattern, sequential execution,
/// one thread at a time in Run, and shapes that repeat, because each new one is compiled.
/// </summary>
internal sealed record ProviderRules
{
    private ProviderRules(ExecutionProvider provider) => Provider = provider;

    public static ProviderRules Cpu { get; } = new(ExecutionProvider.Cpu) { AllowsWideSession = true };

    public static ProviderRules DirectML { get; } = new(ExecutionProvider.DirectML) { RunGate = new Lock(), BucketsTokens = true, CopiesWhenBound = true };

    public static ProviderRules Cuda { get; } = new(ExecutionProvider.Cuda) { CopiesWhenBound = true };

    public ExecutionProvider Provider { get; init; }

    /// <summary>
    /// Remembered allocations of a shape. DirectML forbids them; elsewhere each step has a new mask length, so they would only
    /// pile up.
    /// </summary>
    public bool MemoryPattern { get; }

    public ExecutionMode ExecutionMode { get; } = ExecutionMode.ORT_SEQUENTIAL;

    /// <summary>
    /// Held during a run; null where runs need not wait for each other. One for all sessions of a device, more than the rule
    /// of one session at a time asks for: two sessions that run at once share the device's queue, and have been seen to stall
    /// (microsoft/onnxruntime#20713).
    /// </summary>
    public Lock? RunGate { get; private init; }

    /// <summary>
    /// Inputs in the processor's memory are copied to the device when they are bound, not when they are read, so every run
    /// binds them anew.
    /// </summary>
    public bool CopiesWhenBound { get; private init; }

    /// <summary>The tokens of a run are filled up to a power of two.</summary>
    public bool BucketsTokens { get; private init; }

    /// <summary>A small model may have a second session with more threads; of no use on a device, where it would hold the weights twice.</summary>
    public bool AllowsWideSession { get; private init; }

    public static ProviderRules Of(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cpu => Cpu,
        ExecutionProvider.DirectML => DirectML,
        ExecutionProvider.Cuda => Cuda,
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Auto is resolved before rules are asked for."),
    };

    /// <summary>Tokens that a run computes for so many wanted ones: those behind them are padding.</summary>
    /// <param name="tokens">Wanted tokens.</param>
    /// <param name="most">Most tokens of a run, and of what the context has room for.</param>
    public int Bucket(int tokens, int most) =>
        BucketsTokens ? Math.Min((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)tokens), most) : tokens;
}
