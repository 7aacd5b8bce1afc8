using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace LatencyPortal.Gateway;

/// <summary>
/// Makes the messages and options of calls with tools, so that each provider finds them in its way and an OpenAI-compatible one gets
/// them exactly as the caller wrote them: a prefix is cached by its bytes, and what the client of the SDK writes anew differs.
/// </summary>
public static class ToolMessages
{
    /// <summary>Where arguments stand that are no JSON object; models write such ones, and callers send them back.</summary>
    private const string Unreadable = "arguments";

    /// <summary>A message of the model that calls tools.</summary>
    /// <param name="text">What it says besides; <see langword="null"/> for nothing.</param>
    /// <param name="calls">The whole calls; id, name and arguments are set.</param>
    public static ChatMessage OfCalls(string? text, IReadOnlyList<ToolCallPiece> calls)
    {
        var raw = new AssistantChatMessage(calls.Select(call => ChatToolCall.CreateFunctionToolCall(call.Id, call.Name, BinaryData.FromString(call.Arguments))));
        var contents = new List<AIContent>();
        if (!string.IsNullOrEmpty(text))
        {
            raw.Content.Add(ChatMessageContentPart.CreateTextPart(text));
            contents.Add(new TextContent(text));
        }

        contents.AddRange(calls.Select(call => new FunctionCallContent(call.Id!, call.Name!, ArgumentsOf(call.Arguments))));
        return new ChatMessage(ChatRole.Assistant, contents) { RawRepresentation = raw };
    }

    /// <summary>Offers tools to the model.</summary>
    /// <param name="options">The options of the call.</param>
    /// <param name="tools">What the provider sees where it has a form of its own.</param>
    /// <param name="asWritten">The same in the JSON of Chat Completions.</param>
    public static void Offer(ChatOptions options, IEnumerable<AITool> tools, BinaryData asWritten)
    {
        options.Tools = [.. tools];
        // Every provider asks for options of its own kind and leaves others alone.
        options.RawRepresentationFactory = _ =>
        {
            var raw = new ChatCompletionOptions();
            // SCME0001: patching the JSON is an experimental API of the SDK.
#pragma warning disable SCME0001
            raw.Patch.Set("$.tools"u8, asWritten);
#pragma warning restore SCME0001
            return raw;
        };
    }

    private static Dictionary<string, object?> ArgumentsOf(string json)
    {
        if (json.Length == 0)
            return [];
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value.Clone(), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Not JSON, or a name twice.
        }

        return new Dictionary<string, object?> { [Unreadable] = json };
    }
}
