using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>Takes from the updates of a call what an answer needs besides its text.</summary>
/// <param name="logprobs">Whether the caller wants log probabilities.</param>
internal sealed class CompletionCollector(bool logprobs)
{
    private readonly UsageDetails _usage = new();
    private readonly ToolCallOrder _toolCalls = new();
    private bool _hasUsage;
    private string? _finishReason;

    /// <summary>OpenAI's word for the end; a model that gives none has said all it wanted.</summary>
    public string FinishReason => _finishReason ?? (_toolCalls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop).Value;

    /// <summary>What the endpoint counted; <see langword="null"/> when it did not.</summary>
    public UsageDetails? Usage => _hasUsage ? _usage : null;

    /// <summary>Notes usage and end, and returns what the update says.</summary>
    public CompletionPart Add(ChatResponseUpdate update)
    {
        if (update.FinishReason is { } reason)
            // Clients know a closed list of reasons; an answer cut for its repetition is a cut answer.
            _finishReason = reason == LocalFinish.Repetition ? ChatFinishReason.Length.Value : reason.Value;
        string? text = null;
        string? reasoning = null;
        string? refusal = null;
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
                case TextContent { Text.Length: > 0 } words when RefusalText.Is(words):
                    refusal += words.Text;
                    break;
                case TextContent { Text.Length: > 0 } words:
                    text += words.Text;
                    break;
            }
        }

        return new CompletionPart(text, reasoning, refusal, logprobs ? LogprobWriter.Of(TokenDetails.From(update)?.Logprobs) : null, _toolCalls.Add(update));
    }
}
