using System.Text.Json.Serialization;

namespace LatencyPortal.Api.Contracts;

internal sealed record ChatCompletionMessage(string Role, string? Content)
{
    /// <summary>Thoughts before the answer, under the name that reasoning servers use.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReasoningContent { get; init; }

    /// <summary>In place of content; official clients expect the name to be there.</summary>
    public string? Refusal { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MessageToolCall>? ToolCalls { get; init; }
}
