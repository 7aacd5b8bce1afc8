using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>A prompt ready to be sent, with where each of its characters came from.</summary>
public sealed record ComposedPrompt
{
    /// <summary>The messages in order.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Definitions of tools, by their names, as a JSON array in OpenAI's form; <see langword="null"/> without tools.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Where the characters came from, in the order in which a model reads them.</summary>
    public required IReadOnlyList<PromptPart> Parts { get; init; }

    /// <summary>The last message as the model sees it: later turns must repeat it to the letter.</summary>
    public string Asked => Messages is [.., { } last] ? last.Text : "";
}
