namespace LatencyPortal.Gateway.Resilience;

/// <summary>The fleet at one moment.</summary>
/// <param name="Endpoints">Endpoints of the configuration.</param>
/// <param name="Models">Their models.</param>
/// <param name="Pools">Pools.</param>
public sealed record FleetView(IReadOnlyList<FleetEndpoint> Endpoints, IReadOnlyList<FleetModel> Models, IReadOnlyList<FleetPool> Pools);
