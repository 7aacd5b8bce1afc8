using LatencyPortal.Gateway.Prompts.Replay;

namespace LatencyPortal.Prompts.Insight;

/// <summary>What the newest requests of a template tell.</summary>
public sealed record InsightView
{
    /// <summary>Name of the template.</summary>
    public required string Template { get; init; }

    /// <summary>Requests that are recorded.</summary>
    public required int Recorded { get; init; }

    /// <summary>When the first of those that were looked at came; <see langword="null"/> without requests.</summary>
    public required DateTimeOffset? From { get; init; }

    /// <summary>When the last one came.</summary>
    public required DateTimeOffset? To { get; init; }

    /// <summary>How often variables changed, and how soon prefixes came again.</summary>
    public required LearnedVolatility Learned { get; init; }

    /// <summary>How near predictions came.</summary>
    public required IReadOnlyList<PredictionScore> Scores { get; init; }

    /// <summary>How TTFT grows with tokens, by model.</summary>
    public required IReadOnlyList<TtftLine> Lines { get; init; }

    /// <summary>Rules that the template can be computed with.</summary>
    public required IReadOnlyList<FamilyChoice> Families { get; init; }
}
