using System.Text.Json.Serialization;

namespace LatencyPortal.Api.Contracts;

/// <summary>Parts of the output tokens; what is unknown is left out.</summary>
internal sealed record CompletionTokensDetails
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ReasoningTokens { get; init; }

    /// <summary>Of a predicted output, tokens that the model agreed to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AcceptedPredictionTokens { get; init; }

    /// <summary>Of a predicted output, tokens that the model did not agree to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? RejectedPredictionTokens { get; init; }
}
