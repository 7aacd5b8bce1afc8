using System.Globalization;
using Fluid;
using Fluid.Values;
using LatencyPortal.Gateway.Prompts.Liquid;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>Renders the segments of one prompt, one after another: what one assigns the next can read.</summary>
internal sealed class SegmentRenderer
{
    /// <summary>Loops end here: a template is written by people, but a variable may hold a long list.</summary>
    private const int MostSteps = 100_000;

    /// <summary>Longest prompt in characters.</summary>
    private const int LongestPrompt = 8_000_000;

    private static readonly TemplateOptions Options = new()
    {
        MaxSteps = MostSteps,
        CultureInfo = CultureInfo.InvariantCulture,
        TimeZone = TimeZoneInfo.Utc,
    };

    private readonly TemplateContext _context;
    private long _length;

    public SegmentRenderer(CompiledTemplate template, ComposeRequest request)
    {
        _context = new TemplateContext(Options) { Now = () => request.Now };
        if (request.Variables.Keys.FirstOrDefault(name => !template.Variables.ContainsKey(name) || BuiltInVariables.Holds(name)) is { } unknown)
            throw new TemplateException($"The template {template.Template.Name} has no variable {unknown}.", unknown);
        foreach (var variable in template.Template.Variables)
            _context.SetValue(variable.Name, Value(variable, request));
        _context.SetValue(BuiltInVariables.Input, new StringValue(CanonicalText.Lines(request.Input?.Text ?? "")));
        SetMoment(_context, request.Now);
    }

    /// <summary>The parts that a segment becomes with another input.</summary>
    public List<PromptPart> Render(CompiledSegment segment, string input)
    {
        var own = _context.GetValue(BuiltInVariables.Input);
        _context.SetValue(BuiltInVariables.Input, new StringValue(CanonicalText.Lines(input)));
        var parts = Render(segment);
        _context.SetValue(BuiltInVariables.Input, own);
        return parts;
    }

    /// <summary>The parts that a segment becomes.</summary>
    public List<PromptPart> Render(CompiledSegment segment)
    {
        var parts = new List<PromptPart>(segment.Text.Chunks.Count);
        foreach (var chunk in segment.Text.Chunks)
        {
            var text = chunk.Template is null ? chunk.Text : Render(segment, chunk.Template);
            if ((_length += text.Length) > LongestPrompt)
                throw new TemplateException([new TemplateProblem(string.Create(CultureInfo.InvariantCulture, $"The prompt is longer than {LongestPrompt:N0} characters."), segment.Segment.Id)]);
            parts.Add(new PromptPart(0, segment.Segment.Id, chunk.Start, chunk.Length, text, NamesOf(chunk)));
        }

        return parts;
    }

    /// <summary>A tag that reads no variable still is no plain text of the template.</summary>
    private static IReadOnlyList<string> NoVariable { get; } = [""];

    private static IReadOnlyList<string> NamesOf(LiquidChunk chunk) => chunk switch
    {
        { Template: null } => [],
        { IsSilent: true } or { Names: [] } => NoVariable,
        _ => chunk.Names,
    };

    private string Render(CompiledSegment segment, IFluidTemplate template)
    {
        try
        {
            return template.Render(_context, NullEncoder.Default, isolateContext: false);
        }
        // Whatever the engine finds wrong is wrong with the template.
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            throw new TemplateException([new TemplateProblem($"Segment {segment.Segment.Id} cannot be rendered: {e.Message}", segment.Segment.Id)]);
        }
    }

    /// <summary>What a piece renders to that reads nothing but the moment.</summary>
    public static string RenderMoment(IFluidTemplate template, DateTimeOffset now)
    {
        var context = new TemplateContext(Options) { Now = () => now };
        SetMoment(context, now);
        return template.Render(context, NullEncoder.Default, isolateContext: false);
    }

    /// <summary>The day of a moment, as <c>today</c> says it.</summary>
    public static string Today(DateTimeOffset now) => now.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void SetMoment(TemplateContext context, DateTimeOffset now)
    {
        context.SetValue(BuiltInVariables.Now, new DateTimeValue(now.ToUniversalTime()));
        context.SetValue(BuiltInVariables.Today, new StringValue(Today(now)));
    }

    /// <summary>What a variable is in a request.</summary>
    public static FluidValue Value(PromptVariable variable, ComposeRequest request)
    {
        if (request.Variables.TryGetValue(variable.Name, out var given) && given.ValueKind is not System.Text.Json.JsonValueKind.Undefined)
            return VariableValue.Read(variable, given);
        if (variable.Default is { } text && VariableValue.TryParse(variable, text, out var value, out _))
            return value;
        throw new TemplateException($"The variable {variable.Name} has no default: the request must say it.", variable.Name);
    }
}
