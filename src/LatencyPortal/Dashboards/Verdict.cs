using LatencyPortal.Telemetry.Storage;

namespace LatencyPortal.Dashboards;

/// <summary>How a metric stands against its target; told by word and sign, not by colour alone.</summary>
public sealed record Verdict(string Word, string Sign, string Css, string Rule)
{
    public static readonly Verdict NoData = new("No data", Controls.Milliseconds.Unknown, "none", "Nothing was measured.");

    private static readonly Verdict ShortPrompts = new(
        "Short", Controls.Milliseconds.Unknown, "none", $"All prompts are under {LatencySummary.CacheableTokens} tokens, too short for the caches of most providers: there is little to gain.");

    private const double ObjectiveShare = 0.95;
    private const double MajorityShare = 0.50;
    private const double NearTarget = 0.80;

    /// <summary>A latency metric: good when 95 of 100 requests are within the target, at risk while half are.</summary>
    public static Verdict Of(MetricSummary metric) => metric.GoodShare switch
    {
        null => NoData,
        >= ObjectiveShare => Good("At least 95 % of requests are within the target."),
        >= MajorityShare => AtRisk("Fewer than 95 % of requests are within the target, but at least half."),
        _ => Missed("Fewer than half of the requests are within the target."),
    };

    /// <summary>The cached share: good at its target, at risk from four fifths of it; nothing is missed where all prompts are short.</summary>
    public static Verdict Of(LatencySummary summary, double target) => summary.CachedShare switch
    {
        null => NoData,
        { } share when share < target && summary.CacheableCount == 0 => ShortPrompts,
        { } share when share >= target => Good("The share has reached its target."),
        { } share when share >= target * NearTarget => AtRisk("The share is less than a fifth under its target."),
        _ => Missed("The share is more than a fifth under its target."),
    };

    private static Verdict Good(string rule) => new("Good", "✓", "good", rule);

    private static Verdict AtRisk(string rule) => new("At risk", "!", "risk", rule);

    private static Verdict Missed(string rule) => new("Missed", "✕", "missed", rule);
}
