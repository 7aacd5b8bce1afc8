namespace LatencyPortal.Gateway.Resilience;

/// <summary>How fast a model of an endpoint was in the last 15 minutes.</summary>
/// <param name="Id">Its id, <c>&lt;endpoint&gt;/&lt;model&gt;</c>.</param>
/// <param name="Endpoint">Its endpoint.</param>
/// <param name="Samples">First tokens seen, at most 256.</param>
/// <param name="FirstTokenP50Ms">Median time to first token in ms; <see langword="null"/> without a sample.</param>
/// <param name="FirstTokenP95Ms">95th percentile of it in ms.</param>
/// <param name="PerTokenP50Ms">Median time per output token in ms.</param>
public sealed record FleetModel(string Id, string Endpoint, int Samples, double? FirstTokenP50Ms, double? FirstTokenP95Ms, double? PerTokenP50Ms);
