using LatencyPortal.Telemetry;

namespace LatencyPortal.Data;

/// <summary>What is known of the times of an answer besides the stamps of its request record.</summary>
/// <param name="Gaps">The gaps between its pieces.</param>
/// <param name="PaintP95Ms">95th percentile of received to painted over its frames, in ms; <see langword="null"/> when no frame was reported.</param>
/// <param name="Frames">Frames that were reported.</param>
internal sealed record AnswerTimes(GapSummary Gaps, double? PaintP95Ms, int Frames);
