using LatencyPortal.Decoding;

namespace LatencyPortal.Gateway;

/// <summary>What a model inside the portal has saved since it was loaded.</summary>
/// <param name="PrefixCache">Prompts that began like an earlier one.</param>
/// <param name="Speculation">Proposed tokens, by source.</param>
public sealed record LocalModelCounters(PrefixCacheStats PrefixCache, IReadOnlyList<SpeculationStats> Speculation);
