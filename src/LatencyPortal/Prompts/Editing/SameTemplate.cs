using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Prompts.Editing;

/// <summary>Whether two templates make the same version: line ends and blank lines around a text do not count.</summary>
internal static class SameTemplate
{
    public static bool Are(PromptTemplate one, PromptTemplate other) =>
        one.Name == other.Name && one.Description == other.Description && one.Model == other.Model
        && one.Variables.SequenceEqual(other.Variables)
        && one.Segments.Count == other.Segments.Count
        && one.Segments.Zip(other.Segments).All(pair => pair.First.Id == pair.Second.Id && pair.First.Kind == pair.Second.Kind
            && (pair.First.Kind == SegmentKind.History || Bare(pair.First.Text) == Bare(pair.Second.Text)));

    private static string Bare(string text)
    {
        text = text.ReplaceLineEndings("\n").TrimEnd();
        var lead = 0;
        for (var at = 0; at < text.Length && char.IsWhiteSpace(text[at]); at++)
        {
            if (text[at] == '\n')
                lead = at + 1;
        }

        return text[lead..];
    }
}
