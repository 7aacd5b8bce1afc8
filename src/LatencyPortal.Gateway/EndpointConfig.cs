namespace LatencyPortal.Gateway;

/// <summary>One place a model can be called.</summary>
public sealed record EndpointConfig
{
    /// <summary>Unique name; the part before the slash of its models' ids.</summary>
    public required string Name { get; init; }

    /// <summary>The wire format that it speaks.</summary>
    public ProviderKind Provider { get; init; } = ProviderKind.OpenAI;

    /// <summary>Absolute http or https URL; of OpenAI-compatible servers as a rule ending in <c>/v1</c>.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>API key in clear; <see langword="null"/> for servers that need none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Where it stands, in the operator's words, for example <c>eu-west</c>; <see langword="null"/> when nobody said.</summary>
    public string? Region { get; init; }

    /// <summary>Whether an operator has taken it out: pools send it nothing new, running calls end.</summary>
    public bool Drained { get; init; }

    /// <summary>Names of the models as the endpoint knows them.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];
}
