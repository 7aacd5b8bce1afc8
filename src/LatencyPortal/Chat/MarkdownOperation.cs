using System.Text.Json.Serialization;

namespace LatencyPortal.Chat;

/// <summary>One change of a message's body in the browser.</summary>
/// <param name="Kind"><see cref="Settle"/>, <see cref="Tail"/> or <see cref="All"/>.</param>
/// <param name="Index">How many settled groups stand before this one; a group that is already there is not applied again.</param>
/// <param name="Html">Safe HTML.</param>
internal sealed record MarkdownOperation(
    [property: JsonPropertyName("k")] string Kind,
    [property: JsonPropertyName("i")] int Index,
    [property: JsonPropertyName("h")] string Html)
{
    /// <summary>Adds blocks that will not change any more, in front of the tail.</summary>
    public const string Settle = "s";

    /// <summary>Replaces the tail.</summary>
    public const string Tail = "t";

    /// <summary>Replaces everything.</summary>
    public const string All = "a";
}
