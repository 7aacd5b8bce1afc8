namespace LatencyPortal.Gateway.Providers;

/// <summary>An object of Gemini's that holds the beginning of prompts.</summary>
/// <param name="Name">What requests call it, for example <c>cachedContents/abc</c>.</param>
/// <param name="Expires">When the provider drops it, by our clock.</param>
internal sealed record GeminiCached(string Name, DateTimeOffset Expires);
