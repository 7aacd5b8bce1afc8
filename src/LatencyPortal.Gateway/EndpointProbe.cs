namespace LatencyPortal.Gateway;

/// <summary>What a test of an endpoint found.</summary>
/// <param name="RoundTripMs">Time of the model listing in ms; <see langword="null"/> when nothing answered.</param>
/// <param name="Models">Models the endpoint lists.</param>
/// <param name="Error">A sentence that says what failed and what to do; <see langword="null"/> on success.</param>
public sealed record EndpointProbe(double? RoundTripMs, IReadOnlyList<string> Models, string? Error)
{
    /// <summary>What kind of failure it was; <see langword="null"/> on success.</summary>
    public ModelErrorKind? Kind { get; init; }

    /// <summary>Whether the server has no list of models, which some do without; only of a measurement.</summary>
    public bool HasNoList { get; init; }

    /// <summary>The steps of the connection; <see langword="null"/> when they were not measured.</summary>
    public ConnectionTiming? Timing { get; init; }
}
