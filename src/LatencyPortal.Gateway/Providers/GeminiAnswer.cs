using System.Text.Json;
using LatencyPortal.Gateway.Metering;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Turns the pieces of one Gemini answer, each a whole response of its own, into updates.</summary>
internal sealed class GeminiAnswer(EndpointErrors errors)
{
    private bool _calls;
    private bool _ended;

    public ChatResponseUpdate Read(JsonElement piece)
    {
        if (piece.ValueKind != JsonValueKind.Object)
            throw new JsonException("A piece of the answer is no object.");
        if (piece.Get("error") is { } error)
            throw errors.FromErrorObject(error);
        var id = piece.Text("responseId");
        var update = new ChatResponseUpdate
        {
            Role = ChatRole.Assistant,
            ResponseId = id,
            MessageId = id,
            ModelId = piece.Text("modelVersion"),
        };
        var candidate = piece.Items("candidates").FirstOrDefault();
        // Behind the finish reason usage may still come, but no more of the answer.
        if (!_ended)
        {
            foreach (var part in candidate.Get("content") is { } content ? content.Items("parts") : [])
                Add(update, part);
            update.FinishReason = FinishOf(candidate, piece);
            _ended = update.FinishReason is not null;
        }

        if (piece.Get("usageMetadata") is { } usage)
            update.Contents.Add(new UsageContent(UsageOf(usage)));
        return update;
    }

    private void Add(ChatResponseUpdate update, JsonElement part)
    {
        // A signature comes before its part, and whoever sends the part again sends the signature with it.
        if (part.Text("thoughtSignature") is { } signature)
            update.Contents.Add(new TextReasoningContent(null) { ProtectedData = signature });
        if (part.Text("text") is { } text)
        {
            update.Contents.Add(part.IsTrue("thought") ? new TextReasoningContent(text) : new TextContent(text));
        }
        else if (part.Get("inlineData") is { } data && data.Text("data") is { } bytes)
        {
            update.Contents.Add(new DataContent(Convert.FromBase64String(bytes), data.Text("mimeType") ?? "application/octet-stream"));
        }

        if (part.Get("functionCall") is not { } call)
            return;
        _calls = true;
        update.Contents.Add(new FunctionCallContent(
            call.Text("id") ?? $"call_{Guid.CreateVersion7():n}", call.Text("name") ?? "", WireJson.Arguments(call.Get("args"))));
    }

    private ChatFinishReason? FinishOf(JsonElement candidate, JsonElement piece) => candidate.Text("finishReason") switch
    {
        null => piece.Get("promptFeedback")?.Text("blockReason") is null ? null : ChatFinishReason.ContentFilter,
        "STOP" => _calls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" => ChatFinishReason.ContentFilter,
        var other => new ChatFinishReason(other.ToLowerInvariant()),
    };

    /// <summary>Gemini counts thoughts beside the answer and the results of its own tools beside the prompt; ours are parts of the whole.</summary>
    private static UsageDetails UsageOf(JsonElement usage)
    {
        var thoughts = usage.Count("thoughtsTokenCount");
        var answer = usage.Count("candidatesTokenCount");
        var prompt = usage.Count("promptTokenCount");
        return UsageCounts.Make(
            input: prompt is null ? null : prompt + (usage.Count("toolUsePromptTokenCount") ?? 0),
            cached: usage.Count("cachedContentTokenCount"),
            output: answer is null && thoughts is null ? null : (answer ?? 0) + (thoughts ?? 0),
            reasoning: thoughts);
    }
}
