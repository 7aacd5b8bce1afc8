using System.Globalization;
using LatencyPortal.Controls;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;

namespace LatencyPortal.Dashboards;

/// <summary>Says what a stop sequence would have saved.</summary>
internal static class StopText
{
    private const string Repetition = "repetition";

    /// <summary>The stop sequence as JSON writes it, a line break as <c>\n</c>; <see langword="null"/> where none would have helped.</summary>
    public static string? Sequence(RequestRecord record) => record.StopAdvice is null or Repetition ? null : record.StopAdvice.Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>What it would have saved; estimated by the length of the text behind it.</summary>
    public static string Saved(RequestRecord record) => Part(record.TokensAfterStop, record.OutputTokens, "tokens");

    /// <summary>What stop sequences would have saved of many answers.</summary>
    public static string Sum(LatencySummary summary)
    {
        var answers = summary.StopAdvised == 1 ? "1 answer" : $"{Count(summary.StopAdvised)} answers";
        return $"{answers} went on past the natural end: ending there would have saved {Part(summary.TokensAfterStop, summary.OutputTokens, "output tokens")}.";
    }

    private static string Part(long? saved, long? all, string what) =>
        $"about {Count(saved)} of {Count(all)} {what} ({Share.Format(all > 0 ? (double?)saved / all : null)})";

    private static string Count(long? tokens) => tokens?.ToString("N0", CultureInfo.InvariantCulture) ?? Milliseconds.Unknown;
}
