namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>The caches that a trace is replayed on.</summary>
/// <param name="Capacity">Blocks that each replica holds; as many as come when left out.</param>
/// <param name="Lifetime">How long a block stays that nobody uses; for good when left out.</param>
/// <param name="Replicas">Replicas, each with a cache of its own.</param>
/// <param name="Policy">How they are chosen.</param>
internal sealed record CacheSetup(
    int? Capacity = null, TimeSpan? Lifetime = null, int Replicas = 1, ReplicaPolicy Policy = ReplicaPolicy.RoundRobin);
