using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Telemetry.Traces;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>
/// The places of a composed prompt: one behind each run of characters that came from one place. Behind a turn its hash is that of the
/// whole message, whatever it was made of, because the next request holds it as one text.
/// </summary>
internal sealed class TraceMarks(TraceHash hash, Func<string, int> countTokens)
{
    private readonly List<TracedMark> _marks = [];
    private readonly Dictionary<(int Message, int End), int> _places = [];
    private ulong _chain;
    private int _tokens;

    public IReadOnlyList<TracedMark> Of(ComposedPrompt prompt)
    {
        if (prompt.Tools is { } tools)
        {
            var text = tools.GetRawText();
            Add(hash.Of("tools", text), countTokens(text));
            EndBlock(_chain);
            _places[(PromptPart.Tools, 0)] = _marks.Count - 1;
        }

        for (var i = 0; i < prompt.Messages.Count; i++)
            Message(i, prompt.Messages[i], [.. prompt.Parts.Where(part => part.Message == i && part.Text.Length > 0)]);
        return [.. _marks];
    }

    /// <summary>The mark of a place; -1 when there is none.</summary>
    public int MarkAt(PlannedPlace place) => _places.GetValueOrDefault((place.Message, place.End), -1);

    private void Message(int index, ChatMessage message, List<PromptPart> parts)
    {
        var before = _chain;
        _chain = PromptMarks.Chain(_chain, hash.Of("role", message.Role.Value));
        var text = message.Text;
        var at = 0;
        foreach (var part in parts)
        {
            // Behind what was added to the message later on nothing is known of where it came from.
            if (!text.AsSpan(at).StartsWith(part.Text, StringComparison.Ordinal))
                break;
            at += part.Text.Length;
            Add(hash.Of("part", part.Text), countTokens(part.Text));
            _places[(index, at)] = _marks.Count - 1;
        }

        if (at < text.Length)
            Add(hash.Of("part", text.AsSpan(at)), countTokens(text[at..]));
        _places[(index, text.Length)] = _marks.Count - 1;
        // A system message may go on where an earlier one ended; a turn never does.
        EndBlock(message.Role == ChatRole.System ? _chain : PromptMarks.Chain(before, TurnHash.Of(hash, message)));
    }

    private void Add(ulong piece, int tokens)
    {
        _chain = PromptMarks.Chain(_chain, piece);
        _tokens += tokens;
        if (tokens > 0)
            _marks.Add(new TracedMark(_chain, _tokens));
    }

    private void EndBlock(ulong chain)
    {
        _chain = chain;
        if (_marks.Count > 0 && !_marks[^1].EndsBlock)
            _marks[^1] = new TracedMark(chain, _tokens, EndsBlock: true);
    }
}
