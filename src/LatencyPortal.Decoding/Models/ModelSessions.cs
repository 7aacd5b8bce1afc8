using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>The sessions of a model: one, or for a small model a second one with more threads, which belong to a session.</summary>
internal sealed class ModelSessions(InferenceSession session, InferenceSession? wide, Lock? gate) : IDisposable
{
    /// <summary>Tokens of a run from which on a small model has enough to do for several threads.</summary>
    private const int WideRun = 4;

    public InferenceSession First => session;

    /// <summary>The session for a run of so many tokens, those of all rows together.</summary>
    public InferenceSession For(int tokens) => wide is not null && tokens >= WideRun ? wide : session;

    /// <summary>Runs what is bound, while no other run has the device if the provider wants that.</summary>
    public void Run(InferenceSession chosen, RunOptions options, OrtIoBinding binding)
    {
        if (gate is null)
        {
            chosen.RunWithBinding(options, binding);
            return;
        }

        lock (gate)
            chosen.RunWithBinding(options, binding);
    }

    /// <summary>Runs with these tensors, under the same rule.</summary>
    public void Run(
        int tokens, RunOptions options, IReadOnlyCollection<string> inputs, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputs, IReadOnlyCollection<OrtValue> outputValues)
    {
        if (gate is null)
        {
            For(tokens).Run(options, inputs, inputValues, outputs, outputValues);
            return;
        }

        lock (gate)
            For(tokens).Run(options, inputs, inputValues, outputs, outputValues);
    }

    public void Dispose()
    {
        session.Dispose();
        wide?.Dispose();
    }
}
