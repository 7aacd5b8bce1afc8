using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Output;

/// <summary>Holds answers to a route's most output tokens: the smaller one counts, the request's wish or the route's limit.</summary>
internal sealed class RouteLimitClient(IChatClient inner, int mostTokens) : DelegatingChatClient(inner)
{
    /// <inheritdoc />
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, Limited(options), cancellationToken);

    /// <inheritdoc />
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, Limited(options), cancellationToken);

    private ChatOptions Limited(ChatOptions? options)
    {
        if (options?.MaxOutputTokens <= mostTokens)
            return options;
        var limited = options?.Clone() ?? new ChatOptions();
        limited.MaxOutputTokens = mostTokens;
        RequestContext.From(limited)?.LimitByRoute(mostTokens);
        return limited;
    }
}
