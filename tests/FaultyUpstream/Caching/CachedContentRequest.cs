namespace LatencyPortal.Testing.Upstream;

/// <summary>A request about an object that Gemini holds.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Body">The body as text.</param>
public sealed record CachedContentRequest(string Method, string Target, string Body);
