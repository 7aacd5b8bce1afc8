using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Grounding;

/// <summary>Puts the help entries that match the last question into the prompt, in the form the model was trained on.</summary>
internal sealed class GroundedChatClient(IChatClient inner, HelpIndex help) : DelegatingChatClient(inner)
{
    /// <inheritdoc />
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerClient.GetResponseAsync(Ground(messages, options), options, cancellationToken);

    /// <inheritdoc />
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerClient.GetStreamingResponseAsync(Ground(messages, options), options, cancellationToken);

    private List<ChatMessage> Ground(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var context = RequestContext.From(options);
        var prompt = new GroundedPrompt(messages, help, keepsSystem: context?.Template is not null);
        if (context is not null)
            context.Documents = prompt.Documents;
        return prompt.Messages;
    }
}
