namespace LatencyPortal.Gateway.Resilience;

/// <summary>How a pool stands now.</summary>
/// <param name="Config">Its configuration.</param>
/// <param name="First">Id of the member that would be asked first; <see langword="null"/> when no one can be, or when it depends on the prompt.</param>
public sealed record FleetPool(PoolConfig Config, string? First);
