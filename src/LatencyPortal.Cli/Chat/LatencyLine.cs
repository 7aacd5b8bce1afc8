using LatencyPortal.Telemetry;

namespace LatencyPortal.Cli.Chat;

/// <summary>The line under an answer: TTFT, TPOT, tokens, tokens/s. Estimated figures carry a "~".</summary>
internal static class LatencyLine
{
    public static string Of(RequestRecord record)
    {
        var about = record.TokensEstimated ? "~" : "";
        var parts = new List<string>
        {
            $"TTFT {Figures.Milliseconds(record.Stamps.TimeToFirstToken)}",
            $"TPOT {about}{Figures.Milliseconds(record.TimePerOutputToken)}",
        };
        if (record.OutputTokens is { } tokens)
            parts.Add($"{about}{tokens} tokens");
        if (TokensPerSecond(record) is { } speed)
            parts.Add($"{about}{speed:F0} tokens/s");
        return string.Join(" · ", parts);
    }

    /// <summary>1000 / TPOT: the pace after the first token.</summary>
    public static double? TokensPerSecond(RequestRecord record) => record.TimePerOutputToken is > 0 and var tpot ? 1000 / tpot : null;
}
