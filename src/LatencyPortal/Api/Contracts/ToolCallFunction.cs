using System.Text.Json.Serialization;

namespace LatencyPortal.Api.Contracts;

/// <summary>The function of a tool call; in a stream the arguments come in pieces.</summary>
internal sealed record ToolCallFunction(string Arguments)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }
}
