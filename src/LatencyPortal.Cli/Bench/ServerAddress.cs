namespace LatencyPortal.Cli.Bench;

/// <summary>The base URL of an OpenAI-compatible server as people give it.</summary>
internal static class ServerAddress
{
    /// <summary>Reads an address; one without a path means its <c>/v1</c>.</summary>
    public static Uri? Parse(string text, Action<string> refuse)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            refuse($"--url takes an http or https address such as http://127.0.0.1:5080, not '{text}'.");
            return null;
        }

        return url.AbsolutePath == "/" ? new Uri(url, "/v1") : url;
    }
}
