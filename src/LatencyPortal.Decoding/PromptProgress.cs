namespace LatencyPortal.Decoding;

/// <summary>How far a prompt has been read.</summary>
/// <param name="Tokens">Tokens of the rendered prompt, at least 1.</param>
/// <param name="Cached">Tokens of it that need not be read, because their keys and values were known.</param>
/// <param name="Read">Tokens that are known by now, the cached ones included; from <paramref name="Cached"/> to <paramref name="Tokens"/>.</param>
public sealed record PromptProgress(int Tokens, int Cached, int Read);
