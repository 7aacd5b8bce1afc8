using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Two versions of a template under the rule of one family.</summary>
/// <param name="Family">The family, with the figures of its model.</param>
/// <param name="Current">The version in use.</param>
/// <param name="Draft">The version that is tried.</param>
public sealed record FamilyComparison(ModelFamily Family, ReplayFigures Current, ReplayFigures Draft)
{
    /// <summary>Input tokens, draft − current.</summary>
    public long InputTokens => Draft.InputTokens - Current.InputTokens;

    /// <summary>Cached tokens, draft − current.</summary>
    public long CachedTokens => Draft.CachedTokens - Current.CachedTokens;

    /// <summary>Cached share in points of a hundred, draft − current; <see langword="null"/> without input.</summary>
    public double? SharePoints => 100 * (Draft.Share - Current.Share);

    /// <summary>Cost in tokens of plain input, draft − current; <see langword="null"/> when unknown.</summary>
    public double? CostUnits => Draft.CostUnits - Current.CostUnits;

    /// <summary>Cost in US dollars, draft − current; <see langword="null"/> when unknown.</summary>
    public decimal? Dollars => Draft.Dollars - Current.Dollars;

    /// <summary>Mean TTFT in ms, draft − current; <see langword="null"/> when unknown.</summary>
    public double? TtftMs => Draft.TtftMs - Current.TtftMs;
}
