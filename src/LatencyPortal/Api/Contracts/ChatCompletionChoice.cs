namespace LatencyPortal.Api.Contracts;

internal sealed record ChatCompletionChoice(int Index, ChatCompletionMessage Message, string FinishReason)
{
    /// <summary>Only when the caller asked for them; official clients expect the name to be there.</summary>
    public ChoiceLogprobs? Logprobs { get; init; }
}
