using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Thoughts in Bedrock's words, read and sent back: a model that calls tools wants its own back, signed or sealed as it gave them. What is
/// not signed is not sent; models whose thoughts are not signed do not ask for them.
/// </summary>
internal static class BedrockThought
{
    /// <summary>Tells a sealed thought from the signature of one in clear.</summary>
    private const string Sealed = "redacted:";

    /// <summary>A piece of a thought; its signature follows the text.</summary>
    public static TextReasoningContent? Read(JsonElement piece) =>
        piece.Text("text") is { } text ? new TextReasoningContent(text)
        : piece.Text("signature") is { } signature ? new TextReasoningContent(null) { ProtectedData = signature }
        : piece.Text("redactedContent") is { } hidden ? new TextReasoningContent(null) { ProtectedData = Sealed + hidden }
        : null;

    public static JsonObject? Write(TextReasoningContent thought) => thought switch
    {
        { ProtectedData: { } hidden } when hidden.StartsWith(Sealed, StringComparison.Ordinal) => Block("redactedContent", hidden[Sealed.Length..]),
        { ProtectedData: { } signature, Text.Length: > 0 } => Block("reasoningText", new JsonObject { ["text"] = thought.Text, ["signature"] = signature }),
        _ => null,
    };

    private static JsonObject Block(string name, JsonNode value) => new() { ["reasoningContent"] = new JsonObject { [name] = value } };
}
