namespace LatencyPortal.Api.Contracts;

internal sealed record ChoiceLogprobs(IReadOnlyList<ContentLogprob> Content)
{
    /// <summary>Never filled; official clients expect the name to be there.</summary>
    public string? Refusal { get; init; }
}
