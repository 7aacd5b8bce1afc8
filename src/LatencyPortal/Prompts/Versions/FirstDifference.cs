using LatencyPortal.Gateway.Prompts.Analysis;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using LatencyPortal.Gateway.Prompts.Tokens;

namespace LatencyPortal.Prompts.Versions;

/// <summary>Where the example prompts of two versions part, in reading order: what the one has cached serves the other up to there.</summary>
/// <param name="SharedTokens">Tokens in front of that place.</param>
/// <param name="Tokens">Tokens of the newer prompt.</param>
/// <param name="Segment">Id of the segment in the newer prompt; <see langword="null"/> when the prompts are the same.</param>
/// <param name="Before">Some of what is the same in front of it.</param>
/// <param name="Was">How the older prompt goes on.</param>
/// <param name="Becomes">How the newer one goes on.</param>
public sealed record FirstDifference(int SharedTokens, int Tokens, string? Segment, string Before, string Was, string Becomes)
{
    private const int Shown = 32;

    /// <summary>Compares two templates that can be composed.</summary>
    /// <exception cref="TemplateException">One of them cannot.</exception>
    public static FirstDifference Of(PromptTemplate before, PromptTemplate after, DateTimeOffset now, TokenCounter counter)
    {
        ArgumentNullException.ThrowIfNull(counter);
        var (old, fresh) = (Messages(before, now), Messages(after, now));
        var (shared, total) = (0, fresh.Sum(message => counter.Count(Text(message))));
        for (var i = 0; i < fresh.Count; i++)
        {
            var (was, becomes) = (i < old.Count ? Text(old[i]) : "", Text(fresh[i]));
            var same = was.AsSpan().CommonPrefixLength(becomes);
            if (same == was.Length && same == becomes.Length)
            {
                shared += counter.Count(becomes);
                continue;
            }

            shared += Math.Min(counter.Count([was[..same], was[same..]])[0], counter.Count([becomes[..same], becomes[same..]])[0]);
            return new FirstDifference(shared, total, SegmentAt(fresh[i], same), Seen(becomes[Math.Max(0, same - Shown)..same]), Cut(was, same), Cut(becomes, same));
        }

        return old.Count > fresh.Count
            ? new FirstDifference(shared, total, SegmentAt(old[fresh.Count], 0), "", Cut(Text(old[fresh.Count]), 0), "")
            : new FirstDifference(shared, total, null, "", "", "");
    }

    private static List<List<PromptPart>> Messages(PromptTemplate template, DateTimeOffset now)
    {
        var compiled = CompiledTemplate.Compile(template);
        return [.. PromptComposer.Compose(compiled, ExampleRequest.Of(compiled.Template, now)).Parts.GroupBy(part => part.Message).Select(group => group.ToList())];
    }

    private static string Text(List<PromptPart> message) => string.Concat(message.Select(part => part.Text));

    private static string? SegmentAt(List<PromptPart> message, int place)
    {
        foreach (var part in message)
        {
            if (place < part.Text.Length)
                return part.Segment;
            place -= part.Text.Length;
        }

        return message[^1].Segment;
    }

    private static string Cut(string text, int from) => Seen(text.Length - from > Shown ? text[from..(from + Shown)] + "…" : text[from..]);

    /// <summary>A line end that was added or removed has to be seen.</summary>
    private static string Seen(string text) => text.Replace('\n', '⏎');
}
