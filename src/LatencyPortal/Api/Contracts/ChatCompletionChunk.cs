using System.Text.Json.Serialization;

namespace LatencyPortal.Api.Contracts;

/// <summary>One event of a streamed answer.</summary>
internal sealed record ChatCompletionChunk(
    string Id, string Object, long Created, string Model, IReadOnlyList<ChunkChoice> Choices)
{
    /// <summary>Only in the last chunk, and only when the caller asked for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CompletionUsage? Usage { get; init; }
}
