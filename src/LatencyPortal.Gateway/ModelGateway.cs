using System.Diagnostics.CodeAnalysis;

namespace LatencyPortal.Gateway;

/// <summary>The one door to all models.</summary>
public sealed class ModelGateway : IAsyncDisposable
{
    /// <summary>All configured models, usable or not, local ones first.</summary>
    public IReadOnlyList<ModelDescription> Models { get; } = [];

    /// <summary>Swaps the configuration; running calls finish on the old one.</summary>
    public void Apply(GatewaySnapshot snapshot) => throw new NotImplementedException();

    /// <summary>Finds a usable model.</summary>
    /// <returns>False when the id is unknown or the model cannot be used; <see cref="Models"/> says why.</returns>
    public bool TryGet(string modelId, [NotNullWhen(true)] out GatewayModel? model) => throw new NotImplementedException();

    /// <summary>Asks an endpoint for its models and measures the round trip; never throws for what the endpoint does.</summary>
    public Task<EndpointProbe> ProbeAsync(EndpointConfig endpoint, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
