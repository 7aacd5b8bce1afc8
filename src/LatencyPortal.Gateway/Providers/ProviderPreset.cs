namespace LatencyPortal.Gateway.Providers;

/// <summary>What is known of a provider before its key.</summary>
public sealed record ProviderPreset(string Name, ProviderKind Kind, string BaseUrl, string KeyHint);
