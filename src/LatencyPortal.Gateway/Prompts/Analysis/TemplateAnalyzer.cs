using System.Collections.Immutable;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>Says of a template, before anything is sent, what of it can be cached and what stands in the way.</summary>
public static class TemplateAnalyzer
{
    /// <summary>What changes as often or more often keeps other conversations from sharing what follows.</summary>
    private const ChangeRate Volatile = ChangeRate.User;

    /// <summary>Analyses a template on a prompt of its examples.</summary>
    /// <param name="template">The template.</param>
    /// <param name="now">The moment of the example.</param>
    /// <param name="tokens">Counts tokens.</param>
    /// <param name="learned">Rates that traffic has shown, by variable.</param>
    /// <param name="withFixes">Whether to look for changes that help; each costs a further analysis.</param>
    public static TemplateAnalysis Analyze(
        PromptTemplate template, DateTimeOffset now, TokenCounter tokens, IReadOnlyDictionary<string, ChangeRate>? learned = null, bool withFixes = true)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(tokens);
        learned ??= ImmutableDictionary<string, ChangeRate>.Empty;
        var compiled = CompiledTemplate.TryCompile(template, out var problems);
        if (compiled is null)
            return new TemplateAnalysis { Problems = problems };
        try
        {
            var request = ExampleRequest.Of(compiled.Template, now);
            var analysis = Of(compiled, request, tokens, learned);
            return withFixes && analysis.FirstVolatile is { } point
                ? analysis with { Fixes = TemplateFixer.Fixes(compiled, request, point, analysis, changed => Of(changed, request, tokens, learned)) }
                : analysis;
        }
        catch (TemplateException e)
        {
            return new TemplateAnalysis { Problems = e.Problems };
        }
    }

    private static TemplateAnalysis Of(CompiledTemplate template, ComposeRequest request, TokenCounter tokens, IReadOnlyDictionary<string, ChangeRate> learned)
    {
        var prompt = PromptComposer.Compose(template, request);
        var rates = RateFinder.Of(template, request, prompt, learned);
        var counts = Count(prompt, tokens);
        var parts = prompt.Parts.Select((part, i) => new AnalyzedPart(part, counts[i], rates[i])).ToList();
        var first = parts.FindIndex(part => part.Rate >= Volatile);
        return new TemplateAnalysis
        {
            Parts = parts,
            Roles = [.. prompt.Messages.Select(message => message.Role.Value)],
            Tokens = counts.Sum(),
            SharedTokens = parts.TakeWhile(part => part.Rate < Volatile).Sum(part => part.Tokens),
            SteadyTokens = parts.TakeWhile(part => part.Rate < ChangeRate.Request).Sum(part => part.Tokens),
            FirstVolatile = first < 0 ? null : PointOf(template, parts, first),
            Rates = RateFinder.NamesOf(template, learned),
        };
    }

    private static int[] Count(ComposedPrompt prompt, TokenCounter tokens)
    {
        var counts = new int[prompt.Parts.Count];
        for (var from = 0; from < counts.Length;)
        {
            var to = from;
            while (to < counts.Length && prompt.Parts[to].Message == prompt.Parts[from].Message)
                to++;
            tokens.Count([.. prompt.Parts.Skip(from).Take(to - from).Select(part => part.Text)]).CopyTo(counts, from);
            from = to;
        }

        return counts;
    }

    /// <summary>Nothing is lost by what stands in the last segment: no steady text comes behind the input.</summary>
    private static VolatilePoint? PointOf(CompiledTemplate template, List<AnalyzedPart> parts, int first)
    {
        var part = parts[first];
        var lost = parts.Skip(first + 1).Where(later => later.Rate < Volatile).Sum(later => later.Tokens);
        var segment = template.Segments.FirstOrDefault(candidate => candidate.Segment.Id == part.Part.Segment);
        if (segment is null || segment.GoesWithInput || segment.Segment.Kind == SegmentKind.Input || lost == 0)
            return null;
        return new VolatilePoint(
            segment.Segment.Id, part.Part.Start, part.Part.Length, part.Rate, Reason(segment, part), parts.Take(first).Sum(before => before.Tokens), lost);
    }

    private static string Reason(CompiledSegment segment, AnalyzedPart part)
    {
        var source = segment.Text.Source.Substring(part.Part.Start, part.Part.Length);
        var what = source.Length > 60 ? source[..57] + "…" : source;
        return part.Rate switch
        {
            ChangeRate.Request => $"{what} changes with every request",
            ChangeRate.Conversation => $"{what} changes from conversation to conversation",
            _ => $"{what} changes from user to user",
        };
    }
}
