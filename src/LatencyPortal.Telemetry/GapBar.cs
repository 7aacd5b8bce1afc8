namespace LatencyPortal.Telemetry;

/// <summary>A bar of a histogram of gaps.</summary>
/// <param name="FromMs">Its shortest gap in ms; the longest is twice that.</param>
/// <param name="Count">Gaps in it.</param>
public readonly record struct GapBar(double FromMs, int Count);
