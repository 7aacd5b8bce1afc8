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
    /// Whether the questions among <see cref="History"/> are as they were asked and not as the model saw them. They are rendered again, with
    /// all that stands behind the history, which gives the same text unless values or the moment changed; see <see cref="AskedBefore"/>.
    /// </summary>
    public bool HistoryIsRaw { get; init; }

    /// <summary>What the model saw of the question at a place of <see cref="History"/>; <see langword="null"/> when nobody knows. See <see cref="AskedMemory"/>.</summary>
    public Func<int, string?>? AskedBefore { get; init; }

    /// <summary>Text of the conversation itself, such as its documents; it stands behind the system text of the template.</summary>
    public string? Preamble { get; init; }

    /// <summary>Tools of the request beside those of the template.</summary>
    public IReadOnlyList<JsonElement> Tools { get; init; } = [];

    /// <summary>The moment of the request.</summary>
    public required DateTimeOffset Now { get; init; }
}
