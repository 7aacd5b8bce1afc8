using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>The sessions of a model: one, or for a small model a second one with more threads, which belong to a session. Every run goes through here, for the rules of the provider.</summary>
internal sealed class ModelSessions(InferenceSession session, InferenceSession? wide, ProviderRules rules) : IDisposable
{
    /// <summary>Tokens of a run from which on a small model has enough to do for several threads.</summary>
    private const int WideRun = 4;

    private readonly Lock _gate = rules.RunGate ?? new Lock();

    public InferenceSession First => session;

    public ProviderRules Rules => rules;

    /// <summary>Stopwatch ticks that all runs took, for benchmarks: what a step takes beyond them is the scheduler's.</summary>
    public long RunTicks { get; private set; }

    /// <summary>The session for a run of so many tokens, those of all rows together.</summary>
    public InferenceSession For(int tokens) => wide is not null && tokens >= WideRun ? wide : session;

    /// <summary>Runs what is bound.</summary>
    public void Run(InferenceSession chosen, RunOptions options, OrtIoBinding binding)
    {
        lock (_gate)
        {
            var started = Stopwatch.GetTimestamp();
            chosen.RunWithBinding(options, binding);
            RunTicks += Stopwatch.GetTimestamp() - started;
        }
    }

    /// <summary>Runs with these tensors.</summary>
    public void Run(
        InferenceSession chosen,
        RunOptions options,
        IReadOnlyCollection<string> inputs,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputs,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        lock (_gate)
        {
            var started = Stopwatch.GetTimestamp();
            chosen.Run(options, inputs, inputValues, outputs, outputValues);
            RunTicks += Stopwatch.GetTimestamp() - started;
        }
    }

    /// <summary>Runs the first session, which makes the outputs itself.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions options, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputs)
    {
        lock (_gate)
            return session.Run(options, inputs, outputs);
    }

    public void Dispose()
    {
        session.Dispose();
        wide?.Dispose();
    }
}
