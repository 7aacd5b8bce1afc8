using System.Text.RegularExpressions;

namespace LatencyPortal.Chat;

/// <summary>
/// Closes what the last paragraph of an unfinished text has left open, so that no marker flashes up while it arrives.
/// Only the picture while streaming is healed; the finished text is rendered as it is. Code is never touched.
/// </summary>
internal static partial class TailHealer
{
    public static string Heal(string tail)
    {
        if (HasOpenFence(tail))
            return tail;
        var start = LastParagraph(tail);
        var paragraph = tail[start..];
        // A lone row of dashes or equal signs would turn the paragraph above into a heading for a moment.
        paragraph = Underline().Replace(paragraph, "");
        if (paragraph.Count(c => c == '`') % 2 == 1)
            return tail[..start] + paragraph + (paragraph.EndsWith('`') ? "" : "`");
        // A link shows its text until its address is whole.
        paragraph = OpenLink().Replace(paragraph, "$1");
        paragraph = paragraph.EndsWith("**", StringComparison.Ordinal) && Bold().Count(paragraph) % 2 == 1
            ? paragraph[..^2]
            : paragraph.EndsWith('*') && !paragraph.EndsWith("**", StringComparison.Ordinal) ? paragraph[..^1] : paragraph;
        return tail[..start] + paragraph + (Bold().Count(paragraph) % 2 == 1 ? "**" : "");
    }

    private static bool HasOpenFence(string tail)
    {
        var open = false;
        foreach (var line in tail.AsSpan().EnumerateLines())
        {
            var text = line.TrimStart();
            if (text.StartsWith("```", StringComparison.Ordinal) || text.StartsWith("~~~", StringComparison.Ordinal))
                open = !open;
        }

        return open;
    }

    private static int LastParagraph(string tail)
    {
        var blank = tail.LastIndexOf("\n\n", StringComparison.Ordinal);
        return blank < 0 ? 0 : blank + 2;
    }

    [GeneratedRegex(@"(?<=\n)(-+|=+)$")]
    private static partial Regex Underline();

    [GeneratedRegex(@"!?\[([^\[\]]*)(\](\([^()\s]*)?)?$")]
    private static partial Regex OpenLink();

    [GeneratedRegex(@"\*\*")]
    private static partial Regex Bold();
}
