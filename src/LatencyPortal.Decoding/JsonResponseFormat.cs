namespace LatencyPortal.Decoding;

/// <summary>The JSON that an answer must be.</summary>
/// <param name="Schema">A JSON schema; null asks for any object.</param>
public sealed record JsonResponseFormat(string? Schema);
