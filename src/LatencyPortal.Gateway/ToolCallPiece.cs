using System.Text.Json;
using LatencyPortal.Gateway.Providers;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway;

/// <summary>A piece of a tool call as it arrived; the pieces of one call together make it whole.</summary>
/// <param name="Index">Which call of the answer, from 0, as the provider counts.</param>
/// <param name="Id">Identity of the call; as a rule only in its first piece.</param>
/// <param name="Name">The tool; as a rule only in its first piece.</param>
/// <param name="Arguments">What this piece adds to the JSON of the arguments.</param>
public sealed record ToolCallPiece(int Index, string? Id, string? Name, string Arguments)
{
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>
    /// The pieces that an update brings. OpenAI-compatible servers send them one by one, and their client gives the whole call
    /// once more at the end, without a raw update; other providers give whole calls only.
    /// </summary>
    /// <returns>Pieces of an update that is a delta; none for others.</returns>
    public static IReadOnlyList<ToolCallPiece> DeltasOf(ChatResponseUpdate update) => update.RawRepresentation is TokenDelta delta ? delta.ToolCalls : [];

    /// <summary>A whole call as one piece.</summary>
    public static ToolCallPiece Of(FunctionCallContent call, int index) => new(
        index, call.CallId, call.Name, call.Arguments is { Count: > 0 } arguments ? JsonSerializer.Serialize(arguments, Compact) : "{}");
}
