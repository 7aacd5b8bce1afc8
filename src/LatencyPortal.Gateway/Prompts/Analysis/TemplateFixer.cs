using System.Text;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Liquid;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>
/// Finds changes that keep more of a template cacheable. Each is tried on the example prompt before it is offered: what the model sees must
/// be the same but for the declared move.
/// </summary>
internal static class TemplateFixer
{
    private const string Day = "{{ now | date: \"%Y-%m-%d\" }}";

    public static IReadOnlyList<TemplateFix> Fixes(
        CompiledTemplate template, ComposeRequest request, VolatilePoint point, TemplateAnalysis before, Func<CompiledTemplate, TemplateAnalysis> analyze)
    {
        var segment = template.Segments.First(candidate => candidate.Segment.Id == point.Segment);
        var chunk = segment.Text.Chunks.First(candidate => candidate.Start == point.Start);
        var fixes = new List<TemplateFix>();
        foreach (var (kind, title, changed, moved) in Candidates(template.Template, segment, chunk))
        {
            if (CompiledTemplate.TryCompile(changed, out _) is not { } compiled || Proof(template, compiled, request, kind, moved) is not { } proof)
                continue;
            var after = analyze(compiled);
            if (after.SharedTokens > before.SharedTokens)
                fixes.Add(new TemplateFix(kind, title, proof, compiled.Template, after.SharedTokens - before.SharedTokens));
        }

        return [.. fixes.OrderByDescending(fix => fix.TokensWon)];
    }

    private static IEnumerable<(TemplateFixKind Kind, string Title, PromptTemplate Changed, string Moved)> Candidates(PromptTemplate template, CompiledSegment segment, LiquidChunk chunk)
    {
        var source = segment.Text.Source;
        var tag = source.Substring(chunk.Start, chunk.Length);
        if (chunk.Names is [BuiltInVariables.Now] && tag.StartsWith("{{", StringComparison.Ordinal))
            yield return (TemplateFixKind.RoundToDay, "Round to the day", Replace(template, segment, source[..chunk.Start] + Day + source[(chunk.Start + chunk.Length)..]), "");
        if (segment.Segment.Kind is not (SegmentKind.System or SegmentKind.Documents))
            yield break;
        var lines = Lines(segment.Text, chunk);
        yield return (TemplateFixKind.MoveToEnd, lines == (0, source.Length) ? "Move the segment to the end" : "Move to the end", Move(template, segment, lines), source[lines.Start..lines.End]);
        var sentence = Sentence(segment.Text, chunk, lines);
        if (sentence != lines)
            yield return (TemplateFixKind.SplitSegment, "Move this sentence alone to the end", Move(template, segment, sentence), source[sentence.Start..sentence.End]);
    }

    private static PromptTemplate Replace(PromptTemplate template, CompiledSegment segment, string text) => template with
    {
        Segments = [.. template.Segments.Select(other => other.Id == segment.Segment.Id ? other with { Text = text } : other)],
    };

    /// <summary>Puts a part of a segment into one of its own in front of the input.</summary>
    private static PromptTemplate Move(PromptTemplate template, CompiledSegment segment, (int Start, int End) part)
    {
        var source = segment.Text.Source;
        var (head, tail) = (source[..part.Start], source[part.End..]);
        var rest = head.Length > 0 && head[^1] == '\n' ? head + tail.TrimStart('\n') : head.TrimEnd(' ') + (head.Length > 0 && tail.Length > 0 && tail[0] is not ('\n' or ' ') ? " " : "") + tail;
        rest = CanonicalText.Source(rest);
        var moved = new PromptSegment { Id = FreeId(template, segment.Segment.Id, rest.Length == 0), Kind = segment.Segment.Kind, Text = CanonicalText.Source(source[part.Start..part.End]) };
        var segments = template.Segments.Where(other => rest.Length > 0 || other.Id != segment.Segment.Id)
            .Select(other => other.Id == segment.Segment.Id ? other with { Text = rest } : other).ToList();
        // Behind the history: in front of it the text would be read before the turns and be as much in the way.
        if (segments.All(other => other.Kind is not (SegmentKind.History or SegmentKind.Examples)))
            segments.Insert(segments.FindIndex(other => other.Kind == SegmentKind.Input) is var at and >= 0 ? at : segments.Count, new PromptSegment { Id = FreeId(template, "history", false), Kind = SegmentKind.History });
        var input = segments.FindIndex(other => other.Kind == SegmentKind.Input);
        segments.Insert(input < 0 ? segments.Count : input, moved);
        return template with { Segments = segments };
    }

    private static string FreeId(PromptTemplate template, string wanted, bool isFree)
    {
        if (isFree || template.Segments.All(segment => segment.Id != wanted))
            return wanted;
        for (var i = 2; ; i++)
        {
            var id = $"{(wanted.Length > 58 ? wanted[..58] : wanted)}-{i}";
            if (template.Segments.All(segment => segment.Id != id))
                return id;
        }
    }

    /// <summary>The whole lines around a piece; a block that crosses them goes along.</summary>
    private static (int Start, int End) Lines(LiquidText text, LiquidChunk chunk)
    {
        var source = text.Source;
        return Whole(text, chunk, start => start == 0 ? 0 : source.LastIndexOf('\n', start - 1) + 1, end => source.IndexOf('\n', end) is var at and >= 0 ? at + 1 : source.Length);
    }

    /// <summary>The sentence around a piece, within its lines.</summary>
    private static (int Start, int End) Sentence(LiquidText text, LiquidChunk chunk, (int Start, int End) lines)
    {
        var source = text.Source;
        return Whole(text, chunk, start => Math.Max(lines.Start, BeginOfSentence(source, start)), end => Math.Min(lines.End, EndOfSentence(source, end)));
    }

    private static (int Start, int End) Whole(LiquidText text, LiquidChunk chunk, Func<int, int> back, Func<int, int> forth)
    {
        var (start, end) = (back(chunk.Start), forth(chunk.Start + chunk.Length));
        while (text.Chunks.FirstOrDefault(other => other.Template is not null && other.Start < end && other.Start + other.Length > start
            && (other.Start < start || other.Start + other.Length > end)) is { } crossing)
        {
            start = Math.Min(start, back(crossing.Start));
            end = Math.Max(end, forth(crossing.Start + crossing.Length));
        }

        return (start, end);
    }

    private static int BeginOfSentence(string source, int start)
    {
        for (var at = start - 1; at > 0; at--)
        {
            if (source[at] == '\n' || (char.IsWhiteSpace(source[at]) && source[at - 1] is '.' or '!' or '?'))
                return at + 1;
        }

        return 0;
    }

    private static int EndOfSentence(string source, int end)
    {
        for (var at = end; at < source.Length; at++)
        {
            if (source[at] == '\n')
                return at;
            if (source[at] is '.' or '!' or '?' && (at + 1 == source.Length || char.IsWhiteSpace(source[at + 1])))
                return at + 1;
        }

        return source.Length;
    }

    /// <summary>What was compared, as a sentence; <see langword="null"/> when the model would see more than the declared change.</summary>
    private static string? Proof(CompiledTemplate before, CompiledTemplate after, ComposeRequest request, TemplateFixKind kind, string moved)
    {
        var (was, becomes) = (PromptComposer.Compose(before, request), PromptComposer.Compose(after, request));
        if (kind == TemplateFixKind.RoundToDay)
        {
            var others = was.Parts.Zip(becomes.Parts).Count(pair => pair.First.Text != pair.Second.Text);
            return was.Parts.Count == becomes.Parts.Count && others <= 1 ? "Every other character of the example prompt is the same." : null;
        }

        // The moved piece leaves once and comes back once; blanks at its old and new place are all else that may differ.
        var piece = Bare(Rendered(after, request, moved));
        var (old, fresh) = (Bare(was), Bare(becomes));
        var (from, to) = (old.IndexOf(piece, StringComparison.Ordinal), fresh.LastIndexOf(piece, StringComparison.Ordinal));
        while (from >= 0 && to >= 0)
        {
            if (string.Concat(old.AsSpan(0, from), old.AsSpan(from + piece.Length)) == fresh.Remove(to, piece.Length))
                return "Without the moved text, the example prompt is the same before and after, letter by letter.";
            from = old.IndexOf(piece, from + 1, StringComparison.Ordinal);
        }

        return null;
    }

    /// <summary>What the moved text says in the example.</summary>
    private static string Rendered(CompiledTemplate after, ComposeRequest request, string moved)
    {
        var segment = after.Segments.Last(candidate => candidate.Text.Source == CanonicalText.Source(moved));
        return string.Concat(PromptComposer.Compose(after, request).Parts.Where(part => part.Segment == segment.Segment.Id && part.Start >= 0).Select(part => part.Text));
    }

    private static string Bare(ComposedPrompt prompt) => Bare(string.Concat(prompt.Parts.Select(part => part.Text)));

    private static string Bare(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
                bare.Append(c);
        }

        return bare.ToString();
    }
}
