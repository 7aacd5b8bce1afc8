namespace LatencyPortal.Gateway;

/// <summary>A model as pickers, <c>/v1/models</c> and readiness show it.</summary>
/// <param name="Id"><c>portal-assistant</c> or <c>&lt;endpoint&gt;/&lt;model&gt;</c>.</param>
/// <param name="Endpoint">Endpoint name; <c>local</c> for models inside the portal.</param>
/// <param name="ContextLength">Most tokens of prompt and answer together; <see langword="null"/> when unknown.</param>
/// <param name="IsLocal">Whether it runs inside the portal.</param>
/// <param name="Problem">Why it cannot be used now, as a sentence that says what and where; otherwise <see langword="null"/>.</param>
public sealed record ModelDescription(string Id, string Endpoint, int? ContextLength, bool IsLocal, string? Problem);
