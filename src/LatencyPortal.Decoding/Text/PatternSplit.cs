namespace LatencyPortal.Decoding.Text;

/// <summary>Splits a text where a pattern is found, or with <paramref name="invert"/> where it is not.</summary>
internal sealed class PatternSplit(
    Func<string, List<(int Offset, int Length)>> find, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    /// <summary>The matches of a fixed text.</summary>
    public static List<(int Offset, int Length)> FindText(string text, string wanted)
    {
        var matches = new List<(int, int)>();
        for (var at = text.IndexOf(wanted, StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(wanted, at + wanted.Length, StringComparison.Ordinal))
            matches.Add((at, wanted.Length));
        return matches;
    }

    public void Split(string text, bool first, List<string> words)
    {
        var pieces = Pieces(text);
        // A border between pieces that belong to one word is taken away.
        var start = 0;
        for (var i = 0; i < pieces.Count; i++)
        {
            var (end, isSplit) = pieces[i];
            var joinsNext = i + 1 < pieces.Count && Joins(i, pieces);
            if (joinsNext)
                continue;
            if (behavior != SplitBehavior.Removed || !isSplit)
                words.Add(text[start..end]);
            start = end;
        }
    }

    private bool Joins(int i, List<(int End, bool IsSplit)> pieces) => behavior switch
    {
        SplitBehavior.Contiguous => pieces[i].IsSplit == pieces[i + 1].IsSplit,
        SplitBehavior.MergedWithPrevious => pieces[i + 1].IsSplit && !pieces[i].IsSplit,
        SplitBehavior.MergedWithNext => pieces[i].IsSplit && !pieces[i + 1].IsSplit,
        _ => false,
    };

    private List<(int End, bool IsSplit)> Pieces(string text)
    {
        var pieces = new List<(int, bool)>();
        var end = 0;
        foreach (var (offset, length) in find(text))
        {
            if (offset > end)
                pieces.Add((offset, invert));
            end = offset + length;
            pieces.Add((end, !invert));
        }

        if (end < text.Length)
            pieces.Add((text.Length, invert));
        return pieces;
    }
}
