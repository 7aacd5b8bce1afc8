using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>
/// Makes a prompt of a template and what a request brings, in one deterministic way: the same inputs always give the same bytes, and a
/// further turn never changes an earlier one. Providers read tools first, then the system text, then the messages; so does this.
/// </summary>
public static class PromptComposer
{
    /// <summary>Composes a prompt.</summary>
    /// <exception cref="TemplateException">A variable is missing or of the wrong type, or the template cannot be rendered.</exception>
    public static ComposedPrompt Compose(CompiledTemplate template, ComposeRequest request)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(request);
        var renderer = new SegmentRenderer(template, request);
        var messages = new List<ChatMessage>();
        var parts = new List<PromptPart>();
        var system = new TextAssembler(0);
        var turns = new List<(ChatMessage Message, IReadOnlyList<PromptPart> Parts)>();
        var asked = new List<List<PromptPart>>();
        var tools = new List<JsonElement>();
        string? toolSegment = null;
        IReadOnlyList<string> toolNames = [];
        var askSegments = template.Segments.Where(segment => segment.GoesWithInput || segment.Segment.Kind == SegmentKind.Input).ToList();
        var hasInput = askSegments.Exists(segment => segment.Segment.Kind == SegmentKind.Input);
        foreach (var segment in template.Segments)
        {
            if (segment.Segment.Kind == SegmentKind.History)
            {
                turns.AddRange(request.History.Select((turn, place) => request.HistoryIsRaw && turn.Role == ChatRole.User
                    ? Again(renderer, askSegments, hasInput, turn, request.AskedBefore?.Invoke(place))
                    : (turn, Whole(turn.Text))));
                continue;
            }

            var rendered = renderer.Render(segment);
            switch (segment.Segment.Kind)
            {
                case SegmentKind.Tools:
                    (toolSegment, toolNames) = (segment.Segment.Id, [.. rendered.SelectMany(part => part.Names).Distinct()]);
                    tools.AddRange(TemplateTools.Read(toolSegment, string.Concat(rendered.Select(part => part.Text))));
                    break;
                case SegmentKind.Examples:
                    foreach (var (role, text) in ExampleTurns.Cut(segment.Segment.Id, rendered))
                        turns.Add((new ChatMessage(new ChatRole(role), string.Concat(text.Select(part => part.Text))), text));
                    break;
                case SegmentKind.Input:
                    asked.Add(rendered);
                    break;
                default:
                    if (segment.GoesWithInput)
                        asked.Add(rendered);
                    else
                        system.Add(rendered);
                    break;
            }
        }

        if (TemplateTools.Sort(tools.Concat(request.Tools)) is { } sorted)
            parts.Add(new PromptPart(PromptPart.Tools, toolSegment, 0, 0, sorted.GetRawText(), toolNames));
        else
            sorted = default;
        if (!string.IsNullOrWhiteSpace(request.Preamble))
            system.Add([new PromptPart(0, null, -1, 0, CanonicalText.Lines(request.Preamble), [])]);
        parts.AddRange(system.Parts);
        if (!system.IsEmpty)
            messages.Add(new ChatMessage(ChatRole.System, system.Text));

        foreach (var (message, text) in turns)
        {
            parts.AddRange(text.Select(part => part with { Message = messages.Count }));
            messages.Add(message);
        }

        // Behind the result of a tool the model goes on by itself.
        var goesOn = request.Input is null && request.History is [.., { } end] && end.Role != ChatRole.User;
        if (!goesOn && Last(asked, hasInput, request.Input, messages.Count) is var (last, lastParts))
        {
            messages.Add(last);
            parts.AddRange(lastParts);
        }

        if (messages.Count == 0)
            throw new TemplateException($"The template {template.Template.Name} makes an empty prompt: give it an input.");
        return new ComposedPrompt { Messages = messages, Tools = sorted.ValueKind == JsonValueKind.Array ? sorted : null, Parts = parts };
    }

    /// <summary>An earlier question as the model saw it, or as it sees the same now.</summary>
    private static (ChatMessage Message, IReadOnlyList<PromptPart> Parts) Again(
        SegmentRenderer renderer, List<CompiledSegment> segments, bool hasInput, ChatMessage turn, string? before)
    {
        var text = before ?? Last([.. segments.Select(segment => renderer.Render(segment, turn.Text))], hasInput, turn, 0)?.Message.Text ?? "";
        IEnumerable<AIContent> words = text.Length == 0 ? [] : [new TextContent(text)];
        return (new ChatMessage(ChatRole.User, [.. words, .. turn.Contents.Where(content => content is not TextContent)]), Whole(text));
    }

    private static IReadOnlyList<PromptPart> Whole(string text) => [new PromptPart(0, null, -1, 0, text, [])];

    private static (ChatMessage Message, IReadOnlyList<PromptPart> Parts)? Last(List<List<PromptPart>> asked, bool hasInput, ChatMessage? input, int place)
    {
        var text = new TextAssembler(place);
        foreach (var rendered in asked)
            text.Add(rendered);
        if (!hasInput && input is not null)
            text.Add([new PromptPart(place, null, -1, 0, CanonicalText.Lines(input.Text), [BuiltInVariables.Input])]);
        var others = input?.Contents.Where(content => content is not TextContent).ToList() ?? [];
        if (text.IsEmpty && others.Count == 0)
            return null;
        var message = new ChatMessage(ChatRole.User, [.. text.IsEmpty ? [] : (IEnumerable<AIContent>)[new TextContent(text.Text)], .. others]);
        return (message, text.Parts);
    }
}
