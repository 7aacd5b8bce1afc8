namespace LatencyPortal.Data;

/// <summary>How the answers of a conversation are drawn; what is null is left to the model.</summary>
/// <param name="Temperature">0 to 2.</param>
/// <param name="TopP">Above 0, to 1.</param>
/// <param name="MaxTokens">Most output tokens, from 1.</param>
/// <param name="Stop">Texts that end an answer; <see langword="null"/> for none.</param>
/// <param name="Seed">The same seed draws the same answer, where the model can.</param>
/// <param name="ReasoningEffort"><c>none</c>, <c>low</c>, <c>medium</c> or <c>high</c>, for models that think aloud.</param>
internal sealed record ChatParameters(
    double? Temperature = null,
    double? TopP = null,
    int? MaxTokens = null,
    IReadOnlyList<string>? Stop = null,
    long? Seed = null,
    string? ReasoningEffort = null)
{
    public static ChatParameters Default { get; } = new();
}
