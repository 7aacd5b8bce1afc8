namespace LatencyPortal.Chat.Library.Search;

/// <summary>Cuts a text around the first place where signs or a part of a word stand.</summary>
internal static class Snippet
{
    private const int Before = 40;
    private const int After = 120;

    /// <param name="text">The whole text.</param>
    /// <param name="wanted">What was looked for, in any case.</param>
    public static List<SnippetPart> Of(string text, string wanted)
    {
        var at = text.IndexOf(wanted, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return [new SnippetPart(text[..Whole(text, Math.Min(text.Length, After))], false)];
        var from = Whole(text, Math.Max(0, at - Before));
        var to = Whole(text, Math.Min(text.Length, at + wanted.Length + After));
        SnippetPart[] parts =
        [
            new((from > 0 ? "…" : "") + text[from..at], false),
            new(text.Substring(at, wanted.Length), true),
            new(text[(at + wanted.Length)..to] + (to < text.Length ? "…" : ""), false),
        ];
        return [.. parts.Where(part => part.Text.Length > 0)];
    }

    /// <summary>Never through a surrogate pair.</summary>
    private static int Whole(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;
}
