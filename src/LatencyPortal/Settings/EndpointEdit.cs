using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>An endpoint as the Settings page saves it.</summary>
/// <param name="Name">Its name; the key of the row.</param>
/// <param name="BaseUrl">Its base URL.</param>
/// <param name="NewKey">A new API key; <see langword="null"/> keeps the stored one, an empty one removes it.</param>
/// <param name="Models">Models given by hand; empty to ask the endpoint for them.</param>
internal sealed record EndpointEdit(string Name, string BaseUrl, string? NewKey, IReadOnlyList<string> Models)
{
    /// <summary>The wire format that it speaks.</summary>
    public ProviderKind Provider { get; init; }

    /// <summary>Where it stands; empty or <see langword="null"/> when nobody said.</summary>
    public string? Region { get; init; }
}
