namespace LatencyPortal.Testing.Upstream;

/// <summary>What a played cache did with a prompt, in tokens.</summary>
/// <param name="Input">The whole prompt.</param>
/// <param name="Cached">Served from the cache.</param>
/// <param name="Written">Written, by lifetime in the order of the rule; empty when nothing is.</param>
public sealed record CacheReport(int Input, int Cached, IReadOnlyList<int> Written);
