using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>What a template is filled with.</summary>
public sealed record ComposeRequest
{
    /// <summary>Values by the names of variables.</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>The turns so far as the model saw them, the oldest first; taken as they are.</summary>
    public IReadOnlyList<ChatMessage> History { get; init; } = [];

    /// <summary>What is asked; its text is <c>{{ input }}</c>, images and the like follow the text. <see langword="null"/> where the template asks by itself.</summary>
    public ChatMessage? Input { get; init; }

    /// <summary>Tools of the request beside those of the template.</summary>
    public IReadOnlyList<JsonElement> Tools { get; init; } = [];

    /// <summary>The moment of the request.</summary>
    public required DateTimeOffset Now { get; init; }
}
