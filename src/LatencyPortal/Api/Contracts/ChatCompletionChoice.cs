namespace LatencyPortal.Api.Contracts;

internal sealed record ChatCompletionChoice(int Index, ChatCompletionMessage Message, string FinishReason)
{
    /// <summary>Never offered; official clients expect the name to be there.</summary>
    public string? Logprobs { get; init; }
}
