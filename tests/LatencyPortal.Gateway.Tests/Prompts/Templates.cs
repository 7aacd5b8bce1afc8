using System.Text.Json;
using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Tests.Prompts;

/// <summary>Templates for tests.</summary>
internal static class Templates
{
    public static DateTimeOffset Noon { get; } = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    public static PromptSegment Rules(string text, string id = "system") => new() { Id = id, Kind = SegmentKind.System, Text = text };

    public static PromptSegment History { get; } = new() { Id = "history", Kind = SegmentKind.History };

    public static PromptSegment Input(string text = "{{ input }}") => new() { Id = "input", Kind = SegmentKind.Input, Text = text };

    public static PromptTemplate Of(IReadOnlyList<PromptSegment> segments, params PromptVariable[] variables) =>
        new() { Name = "test", Segments = segments, Variables = variables };

    public static PromptVariable Variable(string name, ChangeRate changes = ChangeRate.Request, VariableType type = VariableType.Text, string? example = null) =>
        new() { Name = name, Changes = changes, Type = type, Example = example };

    public static ComposeRequest Ask(string input, params (string Name, object Value)[] variables) => new()
    {
        Now = Noon,
        Input = new ChatMessage(ChatRole.User, input),
        Variables = variables.ToDictionary(variable => variable.Name, variable => JsonSerializer.SerializeToElement(variable.Value)),
    };

    public static ComposedPrompt Compose(PromptTemplate template, ComposeRequest request) =>
        PromptComposer.Compose(CompiledTemplate.Compile(template), request);

    public static IEnumerable<(string Role, string Text)> Texts(ComposedPrompt prompt) =>
        prompt.Messages.Select(message => (message.Role.Value, message.Text));
}
