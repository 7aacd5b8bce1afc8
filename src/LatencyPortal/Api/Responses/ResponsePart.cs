using System.Text.Json.Serialization;

namespace LatencyPortal.Api.Responses;

/// <summary>A part of an item: <c>output_text</c> or <c>reasoning_text</c>.</summary>
internal sealed record ResponsePart(string Type, string Text)
{
    /// <summary>Of <c>output_text</c>; never filled, but expected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Annotations { get; init; }

    /// <summary>Of <c>output_text</c>; never filled, but expected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Logprobs { get; init; }
}
