namespace LatencyPortal.Gateway;

/// <summary>One OpenAI-compatible place a model can be called.</summary>
public sealed record EndpointConfig
{
    /// <summary>Unique name; the part before the slash of its models' ids.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute http or https URL, as a rule ending in <c>/v1</c>.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>API key in clear; <see langword="null"/> for servers that need none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Names of the models as the endpoint knows them.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];
}
