using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings;

internal static class PortalOptionsExtensions
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    private static readonly Dictionary<string, string> Switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--data"] = "LatencyPortal:Data",
        ["--access-key"] = "LatencyPortal:AccessKey",
        ["--model"] = "LatencyPortal:Model",
    };

    /// <summary>
    /// Reads <see cref="PortalOptions"/>: command line over environment over appsettings.json, with defaults that make
    /// a bare start work.
    /// </summary>
    public static void AddPortalOptions(this WebApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddInMemoryCollection(ShortEnvironmentNames());
        builder.Configuration.AddCommandLine(args, Switches);
        if (!NamesAnAddress(builder.Configuration))
            builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, DefaultUrl);
        builder.Services.AddSingleton<IValidateOptions<PortalOptions>, PortalOptionsValidator>();
        builder.Services.AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section).PostConfigure(options =>
        {
            options.Data = string.IsNullOrWhiteSpace(options.Data) ? DefaultDataFolder() : Path.GetFullPath(options.Data);
            options.Model = string.IsNullOrWhiteSpace(options.Model)
                ? Path.Combine(AppContext.BaseDirectory, "models", "portal-assistant")
                : Path.GetFullPath(options.Model);
            AddOpenAIFromEnvironment(options);
        });
    }

    private static bool NamesAnAddress(ConfigurationManager configuration) =>
        configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 }
        || configuration[WebHostDefaults.HttpPortsKey] is { Length: > 0 }
        || configuration[WebHostDefaults.HttpsPortsKey] is { Length: > 0 }
        || configuration.GetSection("Kestrel:Endpoints").Exists();

    private static IEnumerable<KeyValuePair<string, string?>> ShortEnvironmentNames()
    {
        if (Environment.GetEnvironmentVariable("LATENCYPORTAL_DATA") is { Length: > 0 } data)
            yield return new("LatencyPortal:Data", data);
        if (Environment.GetEnvironmentVariable("LATENCYPORTAL_ACCESS_KEY") is { Length: > 0 } key)
            yield return new("LatencyPortal:AccessKey", key);
    }

    /// <summary>The variables that OpenAI's own clients read are enough to have its models here.</summary>
    private static void AddOpenAIFromEnvironment(PortalOptions options)
    {
        var key = Environment.GetEnvironmentVariable("OPENAI_API_KEY");
        if (string.IsNullOrWhiteSpace(key) || options.Endpoints.Any(endpoint => endpoint.Name == "openai"))
            return;
        var address = Environment.GetEnvironmentVariable("OPENAI_BASE_URL");
        options.Endpoints.Add(new EndpointOptions
        {
            Name = "openai",
            BaseUrl = string.IsNullOrWhiteSpace(address) ? "https://api.openai.com/v1" : address,
            ApiKey = key.Trim(),
        });
    }

    private static string DefaultDataFolder() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "LatencyPortal");
}
