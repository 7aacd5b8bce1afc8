using System.Text.Json.Serialization;

namespace LatencyPortal.Api.Responses;

/// <summary>A part of an item: <c>output_text</c>, <c>refusal</c> or <c>reasoning_text</c>; each has its own of the fields.</summary>
internal sealed record ResponsePart(string Type)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Refusal { get; init; }

    /// <summary>Of <c>output_text</c>; never filled, but expected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Annotations { get; init; }

    /// <summary>Of <c>output_text</c>; never filled, but expected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Logprobs { get; init; }
}
