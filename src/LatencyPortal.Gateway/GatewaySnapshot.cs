namespace LatencyPortal.Gateway;

/// <summary>The whole configuration of the gateway at one moment; applied at once by <see cref="ModelGateway.Apply"/>.</summary>
/// <param name="LocalModels">Models inside the portal.</param>
/// <param name="Endpoints">OpenAI-compatible endpoints.</param>
public sealed record GatewaySnapshot(IReadOnlyList<LocalModelConfig> LocalModels, IReadOnlyList<EndpointConfig> Endpoints);
