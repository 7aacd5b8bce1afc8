using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>An endpoint as configuration or environment give it.</summary>
internal sealed class EndpointOptions
{
    public string? Name { get; set; }

    /// <summary>The wire format, a name of <see cref="ProviderKind"/>; left out takes OpenAI's Chat Completions.</summary>
    public string? Provider { get; set; }

    /// <summary>Base URL, as a rule ending in <c>/v1</c>.</summary>
    public string? BaseUrl { get; set; }

    public string? ApiKey { get; set; }

    /// <summary>Where it stands, for example <c>eu-west</c>.</summary>
    public string? Region { get; set; }

    public IList<string> Models { get; } = [];

    /// <summary>What the gateway calls; only for options that are valid.</summary>
    public EndpointConfig ToConfig() => new()
    {
        Name = Name!,
        Provider = EndpointRules.ProviderOf(Provider) ?? ProviderKind.OpenAI,
        BaseUrl = new Uri(BaseUrl!.Trim()),
        ApiKey = string.IsNullOrWhiteSpace(ApiKey) ? null : ApiKey.Trim(),
        Region = EndpointRules.RegionOf(Region),
        Models = [.. Models],
    };
}
