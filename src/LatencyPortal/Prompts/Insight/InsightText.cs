using System.Globalization;
using LatencyPortal.Controls;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Insight;

/// <summary>Figures of a template's requests in words.</summary>
internal static class InsightText
{
    /// <summary>Whole numbers: <c>12,400</c>.</summary>
    public static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with its noun: <c>1 request</c>, <c>2,000 requests</c>.</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>Seconds to days: <c>42 s</c>, <c>3.5 min</c>, <c>2 h</c>; an en dash when unknown.</summary>
    public static string Time(double? seconds) => seconds switch
    {
        null => Milliseconds.Unknown,
        < 10 => FormattableString.Invariant($"{seconds:0.#} s"),
        < 119.5 => FormattableString.Invariant($"{seconds:0} s"),
        < 3_570 => FormattableString.Invariant($"{seconds / 60:0.#} min"),
        < 172_800 => FormattableString.Invariant($"{seconds / 3_600:0.#} h"),
        _ => FormattableString.Invariant($"{seconds / 86_400:0.#} days"),
    };

    /// <summary>How long requests were looked at: <c>on one day</c>, <c>on 12 days</c>.</summary>
    public static string Days(DateTimeOffset from, DateTimeOffset to)
    {
        var days = (to.UtcDateTime.Date - from.UtcDateTime.Date).Days + 1;
        return days == 1 ? "of one day" : $"of {Count(days)} days";
    }

    /// <summary>How often something changes.</summary>
    public static string Rate(ChangeRate rate) => rate switch
    {
        ChangeRate.Never => "never",
        ChangeRate.Day => "each day",
        ChangeRate.Hour => "each hour",
        ChangeRate.User => "with each user",
        ChangeRate.Conversation => "with each conversation",
        _ => "with each request",
    };

    /// <summary>What to make of a rate that was seen; <see langword="null"/> where it is the declared one, or does not contradict it.</summary>
    /// <param name="declared">The declared rate.</param>
    /// <param name="seen">The steadiest rate that holds for what was seen.</param>
    /// <param name="share">In which share of requests the value was another one than in the request before.</param>
    public static string? Hint(ChangeRate? declared, ChangeRate? seen, double? share) => (declared, seen) switch
    {
        (null, _) or (_, null) => null,
        // Nobody records the user: from conversation to conversation fits.
        (ChangeRate.User, ChangeRate.Conversation) => null,
        _ when declared == seen => null,
        // A rate says how steady a value can be taken for, not that every request has another one.
        _ when seen > declared => $"changes more often than declared, so what stands behind it is cached less than forecast. In {Share.Format(share)} of requests it had another value than in the one before: declare “{Rate(seen.Value)}”, since no steadier rate holds, and put it further back.",
        (_, ChangeRate.Never) => "is steadier than declared. It was never seen to change: declare that, and it can stand further in front, where more behind it stays cached.",
        _ => $"is steadier than declared. In {Share.Format(share)} of requests it had another value than in the one before: declare “{Rate(seen.Value)}”, and it can stand further in front, where more behind it stays cached.",
    };

    /// <summary>Where a marker stands.</summary>
    public static string Place(PlannedMarker marker) => marker.Place switch
    {
        OutlinePlace.Tools => "the tools",
        OutlinePlace.System when marker.Segment is { } segment => $"the segment {segment}",
        OutlinePlace.System => "the system message",
        OutlinePlace.Own => "the conversation's own documents and system prompt",
        OutlinePlace.Examples => "the examples",
        OutlinePlace.History => "the conversation so far",
        _ => "the last message",
    };
}
