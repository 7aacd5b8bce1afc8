using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Chat;

/// <summary>What the latency line shows; unknown figures are null.</summary>
/// <param name="TtftMs">TTFT in ms.</param>
/// <param name="TpotMs">TPOT in ms.</param>
/// <param name="Tokens">Output tokens.</param>
/// <param name="Estimated">Whether the token count, and so TPOT, is an estimate.</param>
internal sealed record AnswerFigures(double? TtftMs, double? TpotMs, int? Tokens, bool Estimated)
{
    /// <summary>No model makes 20,000 tokens a second: an answer that came in one or two pieces says nothing of its pace.</summary>
    private const double ShortestTpotMs = 0.05;

    public static AnswerFigures None { get; } = new(null, null, null, false);

    /// <summary>Tokens per second of the decode phase.</summary>
    public double? TokensPerSecond => TpotMs > 0 ? 1000 / TpotMs : null;

    /// <summary>Figures while the call runs: deltas stand for tokens, so they are estimates.</summary>
    public static AnswerFigures Live(RequestContext call)
    {
        var stamps = call.Stamps;
        var deltas = call.Timeline.Deltas;
        return new(stamps.TimeToFirstToken, Believed(stamps.TimePerOutputToken(deltas)), deltas > 0 ? deltas : null, Estimated: true);
    }

    public static AnswerFigures From(RequestRecord record) =>
        new(record.Stamps.TimeToFirstToken, Believed(record.TimePerOutputToken), record.OutputTokens, record.TokensEstimated);

    private static double? Believed(double? tpotMs) => tpotMs >= ShortestTpotMs ? tpotMs : null;
}
