using System.Globalization;
using LatencyPortal.Controls;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;

namespace LatencyPortal.Dashboards;

/// <summary>Says what a stop sequence would have saved.</summary>
internal static class StopText
{
    /// <summary>What was wrong with one answer, up to the stop sequence; <see langword="null"/> for one that ended where it should.</summary>
    public static string? Before(RequestRecord record) => record.StopAdvice switch
    {
        null => null,
        Repetition => "The end of the answer repeats itself: without the copies it would have needed",
        _ => "A stop sequence",
    };

    /// <summary>The stop sequence as it is entered, a line break written as <c>\n</c>; <see langword="null"/> where none would have helped.</summary>
    public static string? Sequence(RequestRecord record) => record.StopAdvice is null or Repetition ? null : record.StopAdvice.Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>What it would have saved. Tokens are estimated by the length of the text behind it.</summary>
    public static string Saved(RequestRecord record)
    {
        var share = record.OutputTokens > 0 ? (double?)record.TokensAfterStop / record.OutputTokens : null;
        return record.StopAdvice == Repetition
            ? $"about {Count(record.TokensAfterStop)} of {Count(record.OutputTokens)} tokens less ({Share.Format(share)})."
            : $"would have saved about {Count(record.TokensAfterStop)} of {Count(record.OutputTokens)} tokens ({Share.Format(share)}).";
    }

    /// <summary>What stop sequences would have saved of many answers.</summary>
    public static string Sum(LatencySummary summary)
    {
        var share = summary.OutputTokens > 0 ? (double?)summary.TokensAfterStop / summary.OutputTokens : null;
        var answers = summary.StopAdvised == 1 ? "1 answer" : $"{Count(summary.StopAdvised)} answers";
        return $"{answers} went on past the natural end: about {Count(summary.TokensAfterStop)} of {Count(summary.OutputTokens)} output tokens ({Share.Format(share)}) would have been saved by a stop sequence.";
    }

    private const string Repetition = "repetition";

    private static string Count(long? tokens) => tokens?.ToString("N0", CultureInfo.InvariantCulture) ?? Milliseconds.Unknown;
}
