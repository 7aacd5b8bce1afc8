namespace LatencyPortal.Api.Contracts;

internal sealed record ChunkChoice(int Index, ChunkDelta Delta, string? FinishReason)
{
    /// <summary>Never offered; official clients expect the name to be there.</summary>
    public string? Logprobs { get; init; }
}
