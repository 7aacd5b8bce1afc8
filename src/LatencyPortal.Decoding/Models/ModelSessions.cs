using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>The sessions of a model: one, or for a small model a second one with more threads, which belong to a session.</summary>
internal sealed class ModelSessions(InferenceSession session, InferenceSession? wide) : IDisposable
{
    /// <summary>Tokens of a run from which on a small model has enough to do for several threads.</summary>
    private const int WideRun = 4;

    public InferenceSession First => session;

    /// <summary>The session for a run of so many tokens, those of all rows together.</summary>
    public InferenceSession For(int tokens) => wide is not null && tokens >= WideRun ? wide : session;

    public void Dispose()
    {
        session.Dispose();
        wide?.Dispose();
    }
}
