using LatencyPortal.Api.Contracts;
using LatencyPortal.Gateway;

namespace LatencyPortal.Api;

/// <summary>What an update adds to an answer.</summary>
internal readonly record struct CompletionPart(
    string? Text, string? Reasoning, string? Refusal, ChoiceLogprobs? Logprobs, IReadOnlyList<ToolCallPiece> ToolCalls)
{
    public bool IsEmpty => Text is null && Reasoning is null && Refusal is null && Logprobs is null && ToolCalls.Count == 0;
}
