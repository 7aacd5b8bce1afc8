using LatencyPortal.Data;

namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>Keeps of the marks of a file what can be shown on its text.</summary>
internal static class ImportedMarks
{
    private const int MostTools = 200;
    private const int MostBars = 200;

    private static readonly HashSet<string> Origins = new(StringComparer.Ordinal) { "target", "draft", "ngram", "forced", "unknown" };

    /// <param name="marks">What the file says.</param>
    /// <param name="length">UTF-16 characters of the answer.</param>
    public static AnswerMarks? Sound(AnswerMarks? marks, int length)
    {
        if (marks is null)
            return null;
        // A list that the file leaves out is null here, whatever its type says.
        var (stalls, origins) = (marks.Stalls ?? [], marks.Origins ?? []);
        var areOriginsSound = origins.All(stretch => stretch.Length > 0 && Origins.Contains(stretch.Origin ?? "")) && origins.Sum(stretch => (long)stretch.Length) <= length;
        return new AnswerMarks([.. stalls.Where(stall => stall.At >= 0 && stall.At <= length && stall.Ms >= 0)], areOriginsSound ? origins : [])
        {
            Tools = [.. marks.Tools.Where(tool => tool is { Name: not null, Arguments: not null }).Take(MostTools)],
            ThoughtMs = marks.ThoughtMs is >= 0 ? marks.ThoughtMs : null,
            Times = marks.Times is { Gaps: { Count: >= 0, Bars.Count: <= MostBars } gaps } times && gaps.Bars.All(bar => bar is { FromMs: >= 0, Count: >= 0 }) ? times : null,
        };
    }
}
