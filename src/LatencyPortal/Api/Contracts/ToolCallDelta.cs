using System.Text.Json.Serialization;

namespace LatencyPortal.Api.Contracts;

/// <summary>A piece of a tool call in a stream; id, type and name come with the first piece of each call.</summary>
internal sealed record ToolCallDelta(int Index, ToolCallFunction Function)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }
}
