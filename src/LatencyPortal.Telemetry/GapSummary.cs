namespace LatencyPortal.Telemetry;

/// <summary>
/// The gaps of one answer. A gap is the time between two arrivals. Tokens that come together are one arrival: one piece of
/// several tokens, and pieces less than 1 ms after the first of their burst, as speculation sends them. A burst is therefore
/// neither a row of gaps of 0 nor divided into gaps that nobody saw; the mean per token is TPOT, not this.
/// </summary>
/// <param name="Count">Gaps.</param>
/// <param name="P50Ms">Median in ms, to 2 %; <see langword="null"/> without gaps.</param>
/// <param name="P95Ms">95th percentile in ms, to 2 %; <see langword="null"/> without gaps.</param>
/// <param name="Bars">How many gaps of which length, from the shortest to the longest.</param>
public sealed record GapSummary(int Count, double? P50Ms, double? P95Ms, IReadOnlyList<GapBar> Bars);
