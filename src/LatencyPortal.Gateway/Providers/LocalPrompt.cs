using LatencyPortal.Decoding;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Turns a chat call into what the decoder takes, and refuses what it cannot do instead of dropping it.</summary>
internal static class LocalPrompt
{
    public static DecodeRequest Make(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<TemplateMessage> conversation = [.. messages.Select(ToTemplate)];
        var extras = CallExtras.From(options);
        var begun = "";
        if (extras?.GoesOn == true && conversation is [.., { Role: "assistant" } last])
        {
            begun = last.Content ?? "";
            conversation.RemoveAt(conversation.Count - 1);
        }

        var request = new DecodeRequest
        {
            Messages = conversation,
            Begun = begun,
            MaxTokens = options?.MaxOutputTokens,
            Temperature = options?.Temperature ?? 0,
            TopP = options?.TopP ?? 1,
            TopK = options?.TopK ?? 0,
            PresencePenalty = options?.PresencePenalty ?? 0,
            FrequencyPenalty = options?.FrequencyPenalty ?? 0,
            ResponseFormat = options?.ResponseFormat is ChatResponseFormatJson json ? new JsonResponseFormat(json.Schema?.GetRawText()) : null,
            Seed = options?.Seed,
            Stop = options?.StopSequences is { } stop ? [.. stop] : [],
            PromptRead = options?.AdditionalProperties?.TryGetValue(RequestContext.PromptReadKey, out Action<PromptProgress>? told) == true ? told : null,
        };
        return extras is null ? request : request with
        {
            TopLogprobs = extras.TopLogprobs,
            LogitBias = extras.LogitBias,
            MinP = extras.MinP ?? 0,
            RepetitionPenalty = extras.RepetitionPenalty ?? 1,
        };
    }

    private static TemplateMessage ToTemplate(ChatMessage message)
    {
        var role = message.Role.Value switch
        {
            "system" or "developer" => "system",
            "user" => "user",
            "assistant" => "assistant",
            _ => throw Refused("tool messages"),
        };
        foreach (var content in message.Contents)
        {
            if (content is FunctionCallContent or FunctionResultContent)
                throw Refused("tool calls");
            if (content is not (TextContent or TextReasoningContent))
                throw Refused("images, audio or files");
        }

        return new TemplateMessage(role, message.Text);
    }

    private static ModelCallException Refused(string what) => new(
        ModelErrorKind.InvalidRequest, $"The built-in decoder takes text only, no {what}. Remove them or choose another model.");
}
