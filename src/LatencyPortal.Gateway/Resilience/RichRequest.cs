using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Resilience;

/// <summary>Tells requests of text alone from those with tools, images or files.</summary>
internal static class RichRequest
{
    public static bool Is(IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        options?.Tools is { Count: > 0 } || messages.Any(message => message.Role == ChatRole.Tool || message.Contents.Any(content => content is not (TextContent or TextReasoningContent)));
}
