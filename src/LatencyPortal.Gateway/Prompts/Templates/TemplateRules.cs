using System.Globalization;

namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>What must hold of a template before it can be used.</summary>
internal static class TemplateRules
{
    /// <summary>Longest text of all segments together, in characters.</summary>
    public const int LongestText = 2_000_000;

    private const int MostSegments = 200;
    private const int MostVariables = 200;

    private static readonly HashSet<string> Words = new(
        ["true", "false", "nil", "null", "empty", "blank", "and", "or", "contains", "in", "forloop", "tablerowloop"], StringComparer.Ordinal);

    /// <summary>Names, order and amounts.</summary>
    public static IEnumerable<TemplateProblem> Check(PromptTemplate template)
    {
        if (!TemplateNames.IsName(template.Name))
            yield return new TemplateProblem($"The name {Quote(template.Name)} may hold lower-case letters, digits and hyphens, and begins with a letter (at most {TemplateNames.Longest} characters).");
        if (template.Segments.Count == 0)
            yield return new TemplateProblem("A template needs a segment.");
        if (template.Segments.Count > MostSegments)
            yield return new TemplateProblem($"A template has at most {MostSegments} segments; this has {template.Segments.Count}.");
        if (template.Variables.Count > MostVariables)
            yield return new TemplateProblem($"A template has at most {MostVariables} variables; this has {template.Variables.Count}.");
        if (template.Segments.Sum(segment => (long)segment.Text.Length) is > LongestText and var length)
            yield return new TemplateProblem(string.Create(CultureInfo.InvariantCulture, $"The texts have {length:N0} characters together; at most {LongestText:N0} are possible."));
        foreach (var problem in CheckSegments(template).Concat(CheckVariables(template)))
            yield return problem;
    }

    /// <summary>Every variable that a text reads is declared or made by it.</summary>
    public static IEnumerable<TemplateProblem> CheckNames(PromptTemplate template, IReadOnlyList<CompiledSegment> segments)
    {
        var known = template.Variables.Concat(BuiltInVariables.All).Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal);
        // A later segment may read what an earlier one made.
        var made = segments.SelectMany(segment => segment.Text.Made).ToHashSet(StringComparer.Ordinal);
        foreach (var segment in segments)
        {
            foreach (var chunk in segment.Text.Chunks)
            {
                foreach (var name in chunk.Names.Where(name => !known.Contains(name) && !made.Contains(name) && !Words.Contains(name)))
                    yield return new TemplateProblem($"Segment {segment.Segment.Id} reads {name}, which is not declared. Add it to the variables, or mend its name.", segment.Segment.Id, name, chunk.Start);
            }

            if (segment.Segment.Kind != SegmentKind.Input && segment.Text.Chunks.FirstOrDefault(chunk => chunk.Names.Contains(BuiltInVariables.Input)) is { } early)
                yield return new TemplateProblem($"Segment {segment.Segment.Id} reads input: only the segment of the kind input can.", segment.Segment.Id, BuiltInVariables.Input, early.Start);
        }
    }

    private static IEnumerable<TemplateProblem> CheckSegments(PromptTemplate template)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var last = -1;
        for (var i = 0; i < template.Segments.Count; i++)
        {
            var segment = template.Segments[i];
            if (!TemplateNames.IsName(segment.Id))
                yield return new TemplateProblem($"The segment {Quote(segment.Id)} may be called by lower-case letters, digits and hyphens, with a letter in front.", segment.Id);
            else if (!ids.Add(segment.Id))
                yield return new TemplateProblem($"Two segments are called {segment.Id}.", segment.Id);
            if (segment.Kind is SegmentKind.Tools or SegmentKind.History or SegmentKind.Input && template.Segments.Take(i).Any(other => other.Kind == segment.Kind))
                yield return new TemplateProblem($"There can be one segment of the kind {segment.Kind.ToString().ToLowerInvariant()}; {segment.Id} is another.", segment.Id);
            var place = Place(segment.Kind) ?? last;
            // Behind the input there is nothing; tools stand in front of all.
            var misplaced = place < last || (last == 3 && i > 0) || (segment.Kind == SegmentKind.Tools && i > 0);
            if (misplaced)
                yield return new TemplateProblem($"Segment {segment.Id}: the order is tools, then system and documents, examples, history, and input at the end; system and documents may also stand between history and input.", segment.Id);
            last = Math.Max(last, place);
        }
    }

    /// <summary>Where a kind must stand; <see langword="null"/> for text, which may stand anywhere between tools and input.</summary>
    private static int? Place(SegmentKind kind) => kind switch
    {
        SegmentKind.Tools => 0,
        SegmentKind.Examples => 1,
        SegmentKind.History => 2,
        SegmentKind.Input => 3,
        _ => null,
    };

    private static IEnumerable<TemplateProblem> CheckVariables(PromptTemplate template)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in template.Variables)
        {
            if (!IsVariable(variable.Name))
                yield return new TemplateProblem($"The variable {Quote(variable.Name)} may be called by letters, digits and underscores, with no digit in front.", Variable: variable.Name);
            else if (BuiltInVariables.Holds(variable.Name) || Words.Contains(variable.Name))
                yield return new TemplateProblem($"{variable.Name} is there already: call the variable otherwise.", Variable: variable.Name);
            else if (!names.Add(variable.Name))
                yield return new TemplateProblem($"Two variables are called {variable.Name}.", Variable: variable.Name);
            foreach (var (text, what) in new[] { (variable.Default, "default"), (variable.Example, "example") })
            {
                if (text is not null && !VariableValue.TryParse(variable, text, out _, out var problem))
                    yield return new TemplateProblem($"The {what} of {variable.Name}: {problem}", Variable: variable.Name);
            }
        }
    }

    private static bool IsVariable(string name) =>
        name.Length is > 0 and <= TemplateNames.Longest && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static string Quote(string text) => text.Length == 0 ? "“” (empty)" : $"“{(text.Length > 80 ? text[..80] + "…" : text)}”";
}
