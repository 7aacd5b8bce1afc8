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

    /// <summary>
    /// Whether the questions among <see cref="History"/> are as they were asked and not as the model saw them. They are put into the input
    /// segment again, which gives the same text unless its variables changed; what stands between history and input is not repeated.
    /// </summary>
    public bool HistoryIsRaw { get; init; }

    /// <summary>Text of the conversation itself, such as its documents; it stands behind the system text of the template.</summary>
    public string? Preamble { get; init; }

    /// <summary>Tools of the request beside those of the template.</summary>
    public IReadOnlyList<JsonElement> Tools { get; init; } = [];

    /// <summary>The moment of the request.</summary>
    public required DateTimeOffset Now { get; init; }
}
