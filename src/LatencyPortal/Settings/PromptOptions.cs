namespace LatencyPortal.Settings;

/// <summary>What is kept of requests that were composed of templates.</summary>
internal sealed class PromptOptions
{
    /// <summary>
    /// Whether the values of variables are kept with the records, so that a missed cache can be explained to the character. Off, hashes and
    /// counts alone are kept.
    /// </summary>
    public bool KeepTexts { get; set; }
}
