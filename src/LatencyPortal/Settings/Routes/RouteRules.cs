namespace LatencyPortal.Settings.Routes;

/// <summary>What may be said of a route, in configuration and on the Settings page alike.</summary>
internal static class RouteRules
{
    /// <summary>Most output tokens that can be set; no model writes so many at once.</summary>
    public const int MostTokens = 10_000_000;

    private const int LongestModel = 300;

    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckModel(string? model) => model?.Trim().Length switch
    {
        null or 0 => "Choose a model or pool, for example ollama/llama3.2.",
        > LongestModel => $"The id of a model has at most {LongestModel} characters.",
        _ => null,
    };

    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? CheckMost(int? tokens) =>
        tokens is >= 1 and <= MostTokens ? null : "The limit is a whole number of output tokens, 1 to 10,000,000; 1000 are about 750 words.";
}
