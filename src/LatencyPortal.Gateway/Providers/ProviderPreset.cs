namespace LatencyPortal.Gateway.Providers;

/// <summary>What is known of a provider before an operator has entered anything.</summary>
/// <param name="Name">Its name, as people say it.</param>
/// <param name="Kind">The wire format that it speaks.</param>
/// <param name="BaseUrl">Base URL; capitals in angle brackets stand for what only the operator knows.</param>
/// <param name="NeedsKey">Whether it answers only with an API key.</param>
/// <param name="KeyVariable">Environment variable in which its own tools look for the key; <see langword="null"/> when there is none.</param>
/// <param name="Hint">Where the key comes from, or how the server is started: one sentence.</param>
public sealed record ProviderPreset(string Name, ProviderKind Kind, string BaseUrl, bool NeedsKey, string? KeyVariable, string Hint);
