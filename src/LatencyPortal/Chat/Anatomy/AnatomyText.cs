using System.Globalization;
using LatencyPortal.Controls;

namespace LatencyPortal.Chat.Anatomy;

/// <summary>The words of the anatomy.</summary>
internal static class AnatomyText
{
    /// <summary>What an answer waits for before its first token; <see langword="null"/> afterwards.</summary>
    public static string? Waiting(AnswerAnatomyData data)
    {
        var stamps = data.Stamps;
        if (data.NowMs is not { } now || stamps.FirstToken is not null)
            return null;
        if (stamps.RequestWritten is not { } written)
            return $"Preparing, {Milliseconds.Format(now)}";
        if (stamps.Headers is not { } headers)
            return $"{(data.IsLocal == true ? "Queued" : "Connecting")} {Milliseconds.Format(now - written)}";
        if (data.Prompt is { } prompt)
            return $"Reading the prompt {ReadShare(prompt)}, {Cached(prompt)}";
        return $"Waiting for the first token, {Milliseconds.Format(now - headers)}";
    }

    /// <summary><c>1,200 of 2,600 tokens from cache</c>.</summary>
    public static string Cached(Decoding.PromptProgress prompt) => $"{Count(prompt.Cached)} of {Count(prompt.Tokens)} tokens from cache";

    /// <summary>A count with separators between thousands.</summary>
    public static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>What stands before a number that is an estimate.</summary>
    public static string Mark(AnswerFigures figures) => figures.Estimated ? "~" : "";

    /// <summary><c>1 stall</c>, <c>3 stalls</c>.</summary>
    public static string Stalls(int count) => count == 1 ? "1 stall" : $"{count} stalls";

    // Rounded down: 100 % is said when nothing is left to read.
    private static string ReadShare(Decoding.PromptProgress prompt) => $"{(int)(100L * prompt.Read / Math.Max(1, prompt.Tokens))} %";
}
