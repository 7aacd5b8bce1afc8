using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatencyPortal.Api.Responses;

/// <summary>A response of the Responses API. Official clients expect most names to be there, empty or not.</summary>
internal sealed record ResponseObject(string Id, long CreatedAt, string Status, string Model, IReadOnlyList<ResponseItem> Output)
{
    public string Object { get; } = "response";

    public ResponseError? Error { get; init; }

    public ResponseIncompleteDetails? IncompleteDetails { get; init; }

    public string? Instructions { get; init; }

    public int? MaxOutputTokens { get; init; }

    public required JsonElement Metadata { get; init; }

    public bool ParallelToolCalls { get; init; }

    /// <summary>Nothing is stored, so no response has one before it.</summary>
    public string? PreviousResponseId { get; }

    public JsonElement? Reasoning { get; init; }

    public bool Store { get; }

    public double? Temperature { get; init; }

    public required JsonElement Text { get; init; }

    public required JsonElement ToolChoice { get; init; }

    public required JsonElement Tools { get; init; }

    public double? TopP { get; init; }

    public string Truncation { get; } = "disabled";

    /// <summary>Only when the response has ended, and when the endpoint counted.</summary>
    public ResponseUsage? Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }
}
