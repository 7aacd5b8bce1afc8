using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Editing;

/// <summary>The line in which a prompt first changes, cut around the place.</summary>
/// <param name="Line">Number of the line in the box, from 1.</param>
/// <param name="Before">What stands in front of the place.</param>
/// <param name="Place">The place.</param>
/// <param name="After">What follows.</param>
/// <param name="Start">Where the place begins in the text of the box.</param>
/// <param name="End">Where it ends.</param>
public sealed record VolatileExcerpt(int Line, string Before, string Place, string After, int Start, int End)
{
    private const int MostAround = 60;

    /// <summary>The excerpt for a place.</summary>
    /// <param name="text">The text as it stands in the box.</param>
    /// <param name="point">The place, in the text without the blank lines in front.</param>
    public static VolatileExcerpt? Of(string text, VolatilePoint point)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(point);
        text = CanonicalText.Lines(text);
        var start = CanonicalText.Lead(text) + point.Start;
        var end = start + point.Length;
        if (point.Start < 0 || end > text.Length)
            return null;
        var begin = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        var stop = text.IndexOf('\n', end) is var at and >= 0 ? at : text.Length;
        var (before, after) = (text[begin..start], text[end..stop]);
        return new VolatileExcerpt(
            text.AsSpan(0, start).Count('\n') + 1,
            before.Length > MostAround ? "…" + before[^MostAround..] : before,
            point.Length > MostAround * 2 ? text[start..(start + MostAround)] + "…" : text[start..end],
            after.Length > MostAround ? after[..MostAround] + "…" : after,
            start,
            end);
    }
}
