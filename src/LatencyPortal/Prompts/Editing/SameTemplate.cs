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
            && (pair.First.Kind == SegmentKind.History || CanonicalText.Source(pair.First.Text) == CanonicalText.Source(pair.Second.Text)));
}
