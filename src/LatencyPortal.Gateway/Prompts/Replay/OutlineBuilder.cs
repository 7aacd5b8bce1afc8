using System.Text.RegularExpressions;
using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Liquid;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Finds out once for a template what each piece of its source contributes, and counts what never changes.</summary>
internal sealed partial class OutlineBuilder
{
    private static readonly string[] Moments = [BuiltInVariables.Now, BuiltInVariables.Today];

    private readonly CompiledTemplate _template;
    private readonly Func<string, int> _count;
    private readonly ComposeRequest _example;
    private readonly HashSet<string> _made;

    /// <summary>Of all tags so far: who reads what the template has made depends on them, because its value may come from any of them.</summary>
    private readonly SortedSet<string> _readBefore = new(StringComparer.Ordinal);
    private ulong _sourcesBefore;

    public OutlineBuilder(CompiledTemplate template, Func<string, int> count)
    {
        (_template, _count) = (template, count);
        // Any moment will do: what depends on it is rendered anew.
        _example = ExampleRequest.Of(template.Template, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Names = [.. template.Template.Variables.Select(variable => variable.Name), BuiltInVariables.Input, .. Moments];
        // Names of loops are made too, but only within their own tag.
        _made = [.. template.Segments.SelectMany(segment => segment.Text.Made).Except(["forloop", "tablerowloop", "empty", "blank"])];
    }

    /// <summary>Variables by slot; the two of the moment are the last.</summary>
    public IReadOnlyList<string> Names { get; }

    public OutlineSegment[] Build()
    {
        var examples = ExampleTexts();
        var segments = new List<OutlineSegment>();
        foreach (var (segment, i) in _template.Segments.Select((segment, i) => (segment, i)))
        {
            var steps = segment.Text.Chunks.Select((chunk, at) => Step(segment, chunk, examples?[i][at])).ToArray();
            segments.Add(new OutlineSegment(segment.Segment.Kind, segment.GoesWithInput, steps)
            {
                Turns = segment.Segment.Kind == SegmentKind.Examples ? Turns(segment, steps) : [],
                ToolTokens = segment.Segment.Kind == SegmentKind.Tools ? ToolTokens(segment, examples?[i]) : -1,
            });
        }

        return [.. segments];
    }

    private OutlineStep Step(CompiledSegment segment, LiquidChunk chunk, string? example)
    {
        var place = segment.Segment.Kind switch
        {
            SegmentKind.Tools => OutlinePlace.Tools,
            SegmentKind.Examples => OutlinePlace.Examples,
            SegmentKind.Input => OutlinePlace.Asked,
            _ => segment.GoesWithInput ? OutlinePlace.Asked : OutlinePlace.System,
        };
        var source = new OutlineSource(place, segment.Segment.Id, chunk.Start, []);
        if (chunk.Template is null)
            return Static(source, chunk.Text);
        var written = segment.Text.Source.AsSpan(chunk.Start, chunk.Length);
        var tag = written.StartsWith("{%") ? TagName().Match(written.ToString()).Groups[1].Value : "";
        var reads = chunk.Names.Where(Names.Contains).ToList();
        var readsMade = chunk.Names.Any(_made.Contains);
        var hash = OutlineHash.Of(written);
        if (tag == "raw" || (tag.Length == 0 && chunk.Names.Count == 0 && example is not null))
            return Static(source, example ?? "");
        if (Plain().Match(written.ToString()) is { Success: true } plain && !readsMade && IsText(plain.Groups[1].Value))
            return new OutlineStep { Kind = StepKind.Value, Source = source with { Names = reads }, Hash = OutlineHash.Value, Reads = Slots(reads) };
        if (!chunk.IsSilent && !readsMade && reads.Count > 0 && reads.All(Moments.Contains))
            return new OutlineStep { Kind = StepKind.Moment, Source = source with { Names = reads }, Reads = Slots(reads), Template = chunk.Template };

        // What the text makes of variables it has made, or of how often a tag came, follows from all tags before.
        if (readsMade || chunk.Names.Count == 0)
            (reads, hash) = ([.. reads.Union(_readBefore)], PromptMarks.Chain(_sourcesBefore, hash));
        _readBefore.UnionWith(reads);
        _sourcesBefore = PromptMarks.Chain(_sourcesBefore, hash);
        return new OutlineStep
        {
            Kind = chunk.IsSilent ? StepKind.Silent : StepKind.Dynamic,
            Source = source with { Names = reads },
            Hash = hash,
            Tokens = example is null ? _count(written.ToString()) : Count(example),
            Reads = Slots(reads),
            Holds = example is null ? [] : [.. reads.Where(name => Holds(example, name)).Select(name => (Slots([name])[0], Count(ExampleText(name))))],
        };
    }

    private OutlineStep Static(OutlineSource source, string text) => new()
    {
        Kind = text.Length == 0 ? StepKind.Silent : StepKind.Static,
        Source = source,
        Hash = OutlineHash.Of(text),
        Tokens = Count(text),
        IsBlank = string.IsNullOrWhiteSpace(text),
    };

    /// <summary>Turns are cut by the template's own text, so the cut is the same in every prompt.</summary>
    private (ulong Role, OutlineStep[] Steps)[] Turns(CompiledSegment segment, OutlineStep[] steps)
    {
        const string AnyText = "x";
        var parts = segment.Text.Chunks.Select(chunk => new PromptPart(
            0, segment.Segment.Id, chunk.Start, chunk.Length, chunk.Template is null ? chunk.Text : AnyText, chunk.Template is null ? [] : [""])).ToList();
        try
        {
            return [.. ExampleTurns.Cut(segment.Segment.Id, parts).Select(turn => (
                OutlineHash.Of(turn.Role),
                turn.Parts.Select(part => part.Names.Count == 0
                    ? Static(new OutlineSource(OutlinePlace.Examples, segment.Segment.Id, part.Start, []), part.Text)
                    : steps.First(step => step.Source.Start == part.Start)).ToArray()))];
        }
        catch (TemplateException)
        {
            // Something stands in front of the first turn that in a real prompt is blank.
            return [(OutlineHash.Of("user"), steps)];
        }
    }

    private int ToolTokens(CompiledSegment segment, string[]? example)
    {
        try
        {
            var text = example is null ? segment.Text.Source : string.Concat(example);
            return TemplateTools.Sort(TemplateTools.Read(segment.Segment.Id, text)) is { } tools ? Count(tools.GetRawText()) : -1;
        }
        catch (TemplateException)
        {
            return Count(segment.Text.Source);
        }
    }

    /// <summary>What each piece of each segment is with the examples; <see langword="null"/> when they cannot be rendered.</summary>
    private string[][]? ExampleTexts()
    {
        try
        {
            var renderer = new SegmentRenderer(_template, _example);
            return [.. _template.Segments.Select(segment => renderer.Render(segment).Select(part => part.Text).ToArray())];
        }
        catch (TemplateException)
        {
            return null;
        }
    }

    private bool IsText(string name) => name == BuiltInVariables.Input
        || (_template.Variables.TryGetValue(name, out var variable) && variable.Type is VariableType.Text && !Moments.Contains(name));

    private bool Holds(string example, string name) => ExampleText(name) is { Length: > 0 } text
        && (_template.Variables[name].Type == VariableType.Json ? example.Length * 2 >= text.Length : example.Contains(text, StringComparison.Ordinal));

    private string ExampleText(string name) =>
        name == BuiltInVariables.Input ? _example.Input!.Text
        : _template.Template.Variables.FirstOrDefault(variable => variable.Name == name) is { } variable ? VariableText.Of(variable, _example)
        : "";

    private int Count(string text) => text.Length == 0 ? 0 : Math.Max(0, _count(text));

    private int[] Slots(IEnumerable<string> names) => [.. names.Select(name => Names.Index().First(known => known.Item == name).Index)];

    [GeneratedRegex(@"^\{\{-?\s*([A-Za-z_]\w*)\s*-?\}\}$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^\{%-?\s*([a-z]+)")]
    private static partial Regex TagName();
}
