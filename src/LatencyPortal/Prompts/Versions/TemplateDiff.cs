using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Versions;

/// <summary>Compares two versions segment by segment.</summary>
internal static class TemplateDiff
{
    /// <summary>The segments in the order of the newer version; those that are gone stand where they were.</summary>
    public static IReadOnlyList<SegmentDiff> Segments(PromptTemplate before, PromptTemplate after)
    {
        var diffs = new List<SegmentDiff>();
        var (old, fresh) = (before.Segments.ToDictionary(segment => segment.Id), after.Segments.ToDictionary(segment => segment.Id));
        // The order of those that both have says who moved.
        var (kept, now) = (before.Segments.Where(segment => fresh.ContainsKey(segment.Id)).ToList(), after.Segments.Where(segment => old.ContainsKey(segment.Id)).ToList());
        var moved = kept.Zip(now).Where(pair => pair.First.Id != pair.Second.Id).Select(pair => pair.Second.Id).ToHashSet();
        foreach (var segment in after.Segments)
        {
            if (!old.TryGetValue(segment.Id, out var was))
                diffs.Add(new SegmentDiff(segment.Id, DiffKind.Added, LineDiff.Of("", segment.Text), false));
            else if (was == segment)
                diffs.Add(new SegmentDiff(segment.Id, DiffKind.Same, [], moved.Contains(segment.Id)));
            else
                diffs.Add(new SegmentDiff(segment.Id, DiffKind.Changed, LineDiff.Fold([.. KindLines(was, segment), .. LineDiff.Of(was.Text, segment.Text)]), moved.Contains(segment.Id)));
        }

        for (var i = before.Segments.Count - 1; i >= 0; i--)
        {
            var gone = before.Segments[i];
            if (fresh.ContainsKey(gone.Id))
                continue;
            var next = before.Segments.Skip(i + 1).Select(segment => diffs.FindIndex(diff => diff.Id == segment.Id)).FirstOrDefault(place => place >= 0, diffs.Count);
            diffs.Insert(next, new SegmentDiff(gone.Id, DiffKind.Removed, LineDiff.Of(gone.Text, ""), false));
        }

        return diffs;
    }

    /// <summary>Names of the variables that are not the same.</summary>
    public static IReadOnlyList<string> Variables(PromptTemplate before, PromptTemplate after) =>
        [.. before.Variables.Except(after.Variables).Concat(after.Variables.Except(before.Variables)).Select(variable => variable.Name).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<DiffLine> KindLines(PromptSegment was, PromptSegment becomes) => was.Kind == becomes.Kind
        ? []
        : [new DiffLine(DiffKind.Removed, $"(kind {was.Kind.ToString().ToLowerInvariant()})"), new DiffLine(DiffKind.Added, $"(kind {becomes.Kind.ToString().ToLowerInvariant()})")];
}
