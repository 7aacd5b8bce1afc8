using LatencyPortal.Telemetry;

namespace LatencyPortal.Cli.Bench;

/// <summary>One measured request.</summary>
/// <param name="Record">Stamps and token counts.</param>
/// <param name="LateMs">Open loop: how long after its scheduled time the request was submitted; null in a closed loop.</param>
/// <param name="Error">Cause of a failure in snake case; null when the answer ended cleanly.</param>
internal sealed record BenchCall(RequestRecord Record, double? LateMs, string? Error)
{
    /// <summary>
    /// TTFT in ms. In an open loop it counts from the scheduled time: a model that falls behind must not look fast
    /// because its requests were sent late.
    /// </summary>
    public double? TtftMs => LateMs is { } late ? late + Record.Stamps.FirstToken : Record.Stamps.TimeToFirstToken;

    /// <summary>E2E in ms, from the same start as <see cref="TtftMs"/>; only for clean ends.</summary>
    public double? E2eMs => Error is not null ? null : LateMs is { } late ? late + Record.Stamps.End : Record.Stamps.EndToEnd;
}
