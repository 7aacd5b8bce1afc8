using LatencyPortal.Decoding;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Turns a chat call into what the decoder takes, and refuses what it cannot do instead of dropping it.</summary>
internal static class LocalPrompt
{
    public static DecodeRequest Make(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.PresencePenalty is not (null or 0) || options?.FrequencyPenalty is not (null or 0))
            throw new ModelCallException(ModelErrorKind.InvalidRequest, "The built-in decoder knows no presence or frequency penalty. Leave it out or choose another model.");
        return new DecodeRequest
        {
            Messages = [.. messages.Select(ToTemplate)],
            MaxTokens = options?.MaxOutputTokens,
            Temperature = options?.Temperature ?? 0,
            TopP = options?.TopP ?? 1,
            Seed = options?.Seed,
            Stop = options?.StopSequences is { } stop ? [.. stop] : [],
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
