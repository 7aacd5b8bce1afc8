namespace LatencyPortal.Gateway;

/// <summary>The whole configuration of the gateway at one moment; applied at once by <see cref="ModelGateway.Apply"/>.</summary>
/// <param name="LocalModels">Models inside the portal.</param>
/// <param name="Endpoints">Endpoints.</param>
public sealed record GatewaySnapshot(IReadOnlyList<LocalModelConfig> LocalModels, IReadOnlyList<EndpointConfig> Endpoints)
{
    /// <summary>Pools of models.</summary>
    public IReadOnlyList<PoolConfig> Pools { get; init; } = [];

    /// <summary>What holds for single names; of two for the same name the first one counts.</summary>
    public IReadOnlyList<RouteConfig> Routes { get; init; } = [];
}
