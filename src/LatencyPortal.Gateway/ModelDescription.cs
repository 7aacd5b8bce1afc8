using LatencyPortal.Gateway.Prompts.Families;

namespace LatencyPortal.Gateway;

/// <summary>A model as pickers, <c>/v1/models</c>, readiness and Settings show it.</summary>
/// <param name="Id"><c>portal-assistant</c> or <c>&lt;endpoint&gt;/&lt;model&gt;</c>.</param>
/// <param name="Endpoint">Endpoint name; <c>local</c> for models inside the portal.</param>
/// <param name="ContextLength">Most tokens of prompt and answer together; <see langword="null"/> when unknown.</param>
/// <param name="IsLocal">Whether it runs inside the portal.</param>
/// <param name="Problem">Why it cannot be used now, as a sentence that says what and where; otherwise <see langword="null"/>.</param>
public sealed record ModelDescription(string Id, string Endpoint, int? ContextLength, bool IsLocal, string? Problem)
{
    /// <summary>Whether its problem is only that it is still being loaded.</summary>
    public bool IsLoading { get; init; }

    /// <summary>
    /// Whether it can be sent neither tools nor images: a model inside the portal, or a pool of which no member that can be used now takes
    /// them. What an endpoint's model takes, the endpoint says itself.
    /// </summary>
    public bool TextOnly { get; init; } = IsLocal;

    /// <summary>Region of its endpoint, when the operator named it.</summary>
    public string? Region { get; init; }

    /// <summary>The rule of its prompt cache, with the figures of the model; <see langword="null"/> when nobody knows it, and for pools.</summary>
    public ModelFamily? Family { get; init; }

    /// <summary>What it is; <see langword="null"/> for a model that is not loaded, or of an endpoint.</summary>
    public LocalModelFacts? Facts { get; init; }
}
