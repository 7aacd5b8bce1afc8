using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>An endpoint as the Settings page shows it; never with its key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BaseUrl">Its base URL.</param>
/// <param name="HasKey">Whether a key is stored.</param>
/// <param name="Models">Models given by hand; empty when the endpoint is asked for them.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Problem">Why it lists no models, as a sentence; <see langword="null"/> when all is well.</param>
public sealed record EndpointView(
    string Name, string BaseUrl, bool HasKey, IReadOnlyList<string> Models, EndpointSource Source, string? Problem)
{
    /// <summary>The wire format that it speaks.</summary>
    public ProviderKind Provider { get; init; }

    /// <summary>Where it stands, in the operator's words.</summary>
    public string? Region { get; init; }

    /// <summary>Whether an operator has taken it out.</summary>
    public bool Drained { get; init; }
}
