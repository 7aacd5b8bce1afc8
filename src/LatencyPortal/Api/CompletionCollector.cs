using LatencyPortal.Api.Contracts;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>Takes from the updates of a call what an answer needs besides its text.</summary>
/// <param name="logprobs">Whether the caller wants log probabilities.</param>
internal sealed class CompletionCollector(bool logprobs)
{
    private readonly UsageDetails _usage = new();
    private bool _hasUsage;

    /// <summary>OpenAI's word for the end; a model that gives none has said all it wanted.</summary>
    public string FinishReason { get; private set; } = ChatFinishReason.Stop.Value;

    public CompletionUsage? Usage => _hasUsage
        ? new CompletionUsage(_usage.InputTokenCount ?? 0, _usage.OutputTokenCount ?? 0, Total)
        {
            PromptTokensDetails = _usage.CachedInputTokenCount is { } cached ? new PromptTokensDetails(cached) : null,
            CompletionTokensDetails = _usage.ReasoningTokenCount is { } reasoning ? new CompletionTokensDetails(reasoning) : null,
        }
        : null;

    private long Total => _usage.TotalTokenCount ?? (_usage.InputTokenCount ?? 0) + (_usage.OutputTokenCount ?? 0);

    /// <summary>Notes usage and end, and returns what the update says.</summary>
    public CompletionPart Add(ChatResponseUpdate update)
    {
        if (update.FinishReason is { } reason)
            // Clients know a closed list of reasons; an answer cut for its repetition is a cut answer.
            FinishReason = reason == LocalFinish.Repetition ? ChatFinishReason.Length.Value : reason.Value;
        string? text = null;
        string? reasoning = null;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case UsageContent usage:
                    _usage.Add(usage.Details);
                    _hasUsage = true;
                    break;
                case TextReasoningContent { Text.Length: > 0 } thought:
                    reasoning += thought.Text;
                    break;
                case TextContent { Text.Length: > 0 } words:
                    text += words.Text;
                    break;
            }
        }

        return new CompletionPart(text, reasoning, logprobs ? LogprobWriter.Of(TokenDetails.From(update)?.Logprobs) : null);
    }
}
