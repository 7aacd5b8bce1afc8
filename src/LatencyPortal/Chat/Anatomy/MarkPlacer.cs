using LatencyPortal.Data;

namespace LatencyPortal.Chat.Anatomy;

/// <summary>Places the marks of an answer on what a reader sees of it.</summary>
internal static class MarkPlacer
{
    /// <summary>Words that a list of stalls shows of the text before each.</summary>
    private const int LastWords = 40;

    /// <summary>Places all marks.</summary>
    /// <param name="text">The Markdown of the answer; may be longer than what the marks tell of.</param>
    /// <param name="marks">Its marks.</param>
    public static PlacedMarks Place(string text, AnswerMarks marks)
    {
        var alignment = TextAlignment.Of(text);
        var stretches = new Dictionary<string, List<int>>();
        var at = 0;
        foreach (var (origin, length) in marks.Origins)
        {
            var (start, end) = (alignment.Find(at), alignment.Find(at + length));
            at += length;
            if (origin == "target" || start == end)
                continue;
            if (!stretches.TryGetValue(origin, out var ranges))
                stretches[origin] = ranges = [];
            if (ranges.Count > 0 && ranges[^1] == start)
                ranges[^1] = end;
            else
                ranges.AddRange([start, end]);
        }

        var stalls = marks.Stalls.Select(stall => Place(text, alignment, stall)).ToList();
        return new PlacedMarks(alignment.Length, stretches, stalls);
    }

    private static PlacedStall Place(string text, TextAlignment alignment, AnswerStall stall)
    {
        // The character that the reader waited for; none is there yet when the answer ends with the pause.
        var place = Math.Min(alignment.Find(stall.At), Math.Max(0, alignment.Length - 1));
        var end = Math.Clamp(stall.At, 0, text.Length);
        var before = text[Math.Max(0, end - LastWords)..end];
        var space = before.IndexOf(' ', StringComparison.Ordinal);
        var words = end > LastWords && space >= 0 ? before[(space + 1)..] : before;
        return new PlacedStall(place, stall.Ms, string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }
}
