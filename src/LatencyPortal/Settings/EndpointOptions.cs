namespace LatencyPortal.Settings;

/// <summary>An OpenAI-compatible endpoint as configuration or environment give it.</summary>
internal sealed class EndpointOptions
{
    public string? Name { get; set; }

    /// <summary>Base URL, as a rule ending in <c>/v1</c>.</summary>
    public string? BaseUrl { get; set; }

    public string? ApiKey { get; set; }

    public IList<string> Models { get; } = [];
}
