namespace LatencyPortal.Gateway.Providers;

/// <summary>What every call of one model of an endpoint needs.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Model">The model's name at the endpoint; <see langword="null"/> for calls about the endpoint itself.</param>
/// <param name="Handler">The connections, shared by all endpoints and not owned.</param>
/// <param name="Limits">Connect, first-token and idle limits.</param>
/// <param name="Time">The clock of the limits.</param>
internal sealed record EndpointConnection(
    EndpointConfig Endpoint, string? Model, HttpMessageHandler Handler, GatewayOptions Limits, TimeProvider Time)
{
    public EndpointErrors Errors { get; } = new(Endpoint, Model);

    /// <summary>The named caches at this endpoint; <see langword="null"/> where its format knows none, and for calls outside the configuration.</summary>
    public GeminiCaches? Caches { get; init; }

    /// <summary>The HTTP side of a call.</summary>
    /// <param name="streams">Whether an event stream is expected.</param>
    public EndpointCall NewCall(bool streams) => new(Handler, Errors, Limits.ConnectTimeout, Time, streams);

    /// <summary>A record would print its key.</summary>
    public override string ToString() => $"{Endpoint.Name}/{Model}";
}
