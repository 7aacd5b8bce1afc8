namespace LatencyPortal.Settings;

/// <summary>The command line: help is told, and what nobody would read is refused instead of ignored.</summary>
internal static class StartArguments
{
    private const string Usage = """
        LatencyPortal: chat, API and latency figures for language models.

        Options:
          --urls ADDRESSES     where to listen; default http://127.0.0.1:5080
          --data FOLDER        databases and encryption keys; default the user's data folder
          --access-key KEY     needed for browsers and API clients; required beyond this machine
          --model FOLDER       the built-in model
          --environment NAME   Production (default) or Development
          --health-check       asks a running portal whether it lives; ends with 0 or 1
          --help               this text

        Any setting of appsettings.json can be given too, for example
          --LatencyPortal:Endpoints:0:Name ollama --LatencyPortal:Endpoints:0:BaseUrl http://127.0.0.1:11434/v1
          --LatencyPortal:LocalModels:0:Name phi --LatencyPortal:LocalModels:0:Folder /models/phi
        """;

    /// <summary>The portal's own options, then those of the web host, which hosting environments set.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "--urls", "--data", "--access-key", "--model", "--environment",
        "--http_ports", "--https_ports", "--AllowedHosts", $"--{PortalOptions.Section}", $"--{WebHostDefaults.ApplicationKey}", $"--{WebHostDefaults.ContentRootKey}",
        $"--{WebHostDefaults.WebRootKey}", $"--{WebHostDefaults.HostingStartupAssembliesKey}", $"--{WebHostDefaults.PreferHostingUrlsKey}",
        $"--{WebHostDefaults.ShutdownTimeoutKey}", $"--{WebHostDefaults.DetailedErrorsKey}", $"--{WebHostDefaults.CaptureStartupErrorsKey}",
    };

    /// <summary>Answers a command line that starts no portal.</summary>
    /// <returns>The exit status, or <see langword="null"/> when the portal shall start.</returns>
    public static int? Answer(string[] args, TextWriter output, TextWriter error)
    {
        if (args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            output.WriteLine(Usage);
            return 0;
        }

        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].Split('=')[0];
            var isSetting = name.StartsWith("--", StringComparison.Ordinal) && (Known.Contains(name) || name.Contains(':', StringComparison.Ordinal));
            if (!isSetting)
            {
                error.WriteLine($"LatencyPortal did not start: {args[i]} is no option. --help lists them.");
                return 1;
            }

            if (args[i].Contains('=', StringComparison.Ordinal))
                continue;
            if (++i == args.Length)
            {
                error.WriteLine($"LatencyPortal did not start: {name} needs a value. --help tells which.");
                return 1;
            }
        }

        return null;
    }
}
