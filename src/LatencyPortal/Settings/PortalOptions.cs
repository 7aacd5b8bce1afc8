namespace LatencyPortal.Settings;

/// <summary>What is set from outside at start: command line, environment, appsettings.json; section <c>LatencyPortal</c>.</summary>
internal sealed class PortalOptions
{
    public const string Section = "LatencyPortal";

    /// <summary>Name of the model that comes with the portal.</summary>
    public const string BuiltInModel = "portal-assistant";

    /// <summary>The data folder; holds the databases and the encryption keys. Command line <c>--data</c>.</summary>
    public required string Data { get; set; }

    /// <summary>
    /// The key that browsers log in with and API clients send as a bearer token. Required for any address but
    /// loopback. Command line <c>--access-key</c>.
    /// </summary>
    public string? AccessKey { get; set; }

    /// <summary>Folder of the built-in model and its help entries. Command line <c>--model</c>.</summary>
    public required string Model { get; set; }

    /// <summary>Endpoints given by configuration or environment; those of the Settings page come on top.</summary>
    public IList<EndpointOptions> Endpoints { get; } = [];

    /// <summary>Hosts that endpoints may have, for example <c>*.openai.com</c>; empty allows every host.</summary>
    public IList<string> EndpointHosts { get; } = [];

    /// <summary>Pools given by configuration or environment; those of the Fleet page come on top.</summary>
    public IList<PoolOptions> Pools { get; } = [];

    /// <summary>What holds for single models and pools, given by configuration or environment; that of the Settings page comes on top.</summary>
    public IList<RouteOptions> Routes { get; } = [];

    /// <summary>Model folders that run inside the portal besides the built-in one.</summary>
    public IList<LocalModelOptions> LocalModels { get; } = [];

    /// <summary>How all of them run, the built-in one too.</summary>
    public LocalDecodingOptions Decoding { get; } = new();

    /// <summary>Limits of the calls of endpoints.</summary>
    public CallOptions Calls { get; } = new();

    /// <summary>Limits of attached files.</summary>
    public AttachmentOptions Attachments { get; } = new();

    /// <summary>What is kept of requests that were composed of templates.</summary>
    public PromptOptions Prompts { get; } = new();

    /// <summary>Names of the models inside the portal.</summary>
    public IEnumerable<string> LocalModelNames() => LocalModels.Select(model => model.Name).OfType<string>().Prepend(BuiltInModel);
}
