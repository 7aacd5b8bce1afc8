using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>A pool of models as configuration or environment give it.</summary>
internal sealed class PoolOptions
{
    public string? Name { get; set; }

    /// <summary>Ids of models, in the order of preference; only models that configuration itself names.</summary>
    public IList<string> Members { get; } = [];

    /// <summary>A name of <see cref="PoolPolicy"/>; left out takes <see cref="PoolPolicy.Order"/>.</summary>
    public string? Policy { get; set; }

    public bool Hedges { get; set; }

    /// <summary>Most hedges for each request, 0 to 1.</summary>
    public double HedgeBudget { get; set; } = 0.05;

    /// <summary>What the gateway asks; only for options that are valid.</summary>
    public PoolConfig ToConfig() => new()
    {
        Name = Name!,
        Members = [.. Members.Select(member => member.Trim())],
        Policy = PoolRules.PolicyOf(Policy) ?? PoolPolicy.Order,
        Hedges = Hedges,
        HedgeBudget = HedgeBudget,
    };
}
