using System.Text.Json.Serialization;
using LatencyPortal.Api.Contracts;

namespace LatencyPortal.Api.Responses;

/// <summary>Tokens of a response; what is unknown is left out.</summary>
internal sealed record ResponseUsage(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? InputTokens,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PromptTokensDetails? InputTokensDetails,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? OutputTokens,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CompletionTokensDetails? OutputTokensDetails,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? TotalTokens)
{
    /// <summary>Only when the caller asked for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LatencyDetails? Latency { get; init; }

    public static ResponseUsage? Of(CompletionUsage? usage) => usage is null
        ? null
        : new ResponseUsage(usage.PromptTokens, usage.PromptTokensDetails, usage.CompletionTokens, usage.CompletionTokensDetails, usage.TotalTokens)
        {
            Latency = usage.Latency,
        };
}
