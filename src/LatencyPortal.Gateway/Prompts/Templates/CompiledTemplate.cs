using LatencyPortal.Gateway.Prompts.Liquid;

namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>A template that was checked and can be composed. Immutable; any thread.</summary>
public sealed class CompiledTemplate
{
    private CompiledTemplate(PromptTemplate template, IReadOnlyList<CompiledSegment> segments)
    {
        (Template, Segments) = (template, segments);
        Variables = template.Variables.Concat(BuiltInVariables.All).ToDictionary(variable => variable.Name, StringComparer.Ordinal);
    }

    /// <summary>What was compiled, its texts in canonical form.</summary>
    public PromptTemplate Template { get; }

    /// <summary>Declared and built-in variables by name.</summary>
    internal IReadOnlyDictionary<string, PromptVariable> Variables { get; }

    internal IReadOnlyList<CompiledSegment> Segments { get; }

    /// <summary>Checks and compiles a template.</summary>
    /// <exception cref="TemplateException">It cannot be used; all problems are told.</exception>
    public static CompiledTemplate Compile(PromptTemplate template)
    {
        var compiled = TryCompile(template, out var problems);
        return compiled ?? throw new TemplateException(problems);
    }

    /// <summary>Checks and compiles a template.</summary>
    /// <returns><see langword="null"/> when there are problems.</returns>
    public static CompiledTemplate? TryCompile(PromptTemplate template, out IReadOnlyList<TemplateProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(template);
        var found = new List<TemplateProblem>(TemplateRules.Check(template));
        template = template with
        {
            Segments = [.. template.Segments.Select(segment => segment with { Text = segment.Kind == SegmentKind.History ? "" : CanonicalText.Source(segment.Text) })],
        };
        var segments = new List<CompiledSegment>();
        var behind = false;
        foreach (var segment in template.Segments)
        {
            behind |= segment.Kind is SegmentKind.Examples or SegmentKind.History;
            if (LiquidText.Compile(segment.Text, segment.Id, out var problem) is { } text)
                segments.Add(new CompiledSegment(segment, text) { GoesWithInput = behind });
            else
                found.Add(problem!);
        }

        if (found.Count == 0)
            found.AddRange(TemplateRules.CheckNames(template, segments));
        problems = found;
        return found.Count == 0 ? new CompiledTemplate(template, segments) : null;
    }
}
