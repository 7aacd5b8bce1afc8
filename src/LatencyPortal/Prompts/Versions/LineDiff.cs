using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Versions;

/// <summary>Compares texts line by line: the longest run of lines in common stays, the rest goes or comes.</summary>
internal static class LineDiff
{
    /// <summary>Cells of the table; beyond that all lines in between count as changed.</summary>
    private const long MostCells = 4_000_000;

    /// <summary>Lines that are the same and are shown around a change.</summary>
    private const int Around = 2;

    /// <summary>All lines of both texts, in order.</summary>
    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        var (old, fresh) = (Lines(before), Lines(after));
        var head = 0;
        while (head < old.Length && head < fresh.Length && old[head] == fresh[head])
            head++;
        var tail = 0;
        while (tail < old.Length - head && tail < fresh.Length - head && old[^(tail + 1)] == fresh[^(tail + 1)])
            tail++;
        return
        [
            .. old[..head].Select(line => new DiffLine(DiffKind.Same, line)),
            .. Between(old[head..^tail], fresh[head..^tail]),
            .. old[^tail..].Select(line => new DiffLine(DiffKind.Same, line)),
        ];
    }

    /// <summary>The changes with a little of what is around them.</summary>
    public static IReadOnlyList<DiffLine> Fold(IReadOnlyList<DiffLine> lines)
    {
        var folded = new List<DiffLine>();
        for (var i = 0; i < lines.Count;)
        {
            var end = i;
            while (end < lines.Count && lines[end].Kind == DiffKind.Same)
                end++;
            var (first, last) = (i == 0 ? 0 : Around, end == lines.Count ? 0 : Around);
            if (end - i > first + last + 1)
            {
                folded.AddRange(lines.Skip(i).Take(first));
                folded.Add(new DiffLine(DiffKind.Same, "", end - i - first - last));
                folded.AddRange(lines.Skip(end - last).Take(last));
            }
            else
            {
                folded.AddRange(lines.Skip(i).Take(end - i));
            }

            for (i = end; i < lines.Count && lines[i].Kind != DiffKind.Same; i++)
                folded.Add(lines[i]);
        }

        return folded;
    }

    private static List<DiffLine> Between(string[] old, string[] fresh)
    {
        var lines = new List<DiffLine>(old.Length + fresh.Length);
        var common = (long)old.Length * fresh.Length > MostCells ? null : Common(old, fresh);
        var (i, j) = (0, 0);
        while (i < old.Length || j < fresh.Length)
        {
            if (common is not null && i < old.Length && j < fresh.Length && old[i] == fresh[j])
            {
                lines.Add(new DiffLine(DiffKind.Same, old[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (i < old.Length && (common is null || j == fresh.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add(new DiffLine(DiffKind.Removed, old[i++]));
            }
            else
            {
                lines.Add(new DiffLine(DiffKind.Added, fresh[j++]));
            }
        }

        return lines;
    }

    /// <summary>Lines in common of what follows two places.</summary>
    private static int[,] Common(string[] old, string[] fresh)
    {
        var common = new int[old.Length + 1, fresh.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = fresh.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == fresh[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        return common;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : CanonicalText.Lines(text).Split('\n');
}
