using LatencyPortal.Data;

namespace LatencyPortal.Chat.Exchange;

/// <summary>
/// A conversation outside of the portal: what an export holds, item by item, and what other programs' files are turned into before they
/// are taken in. Anything may be missing in a file; ids are texts, because other programs have their own.
/// </summary>
internal sealed record PortableConversation
{
    /// <summary>What <see cref="Format"/> says in a file of this portal.</summary>
    public const string OwnFormat = "latencyportal-conversation/1";

    public string Format { get; init; } = OwnFormat;

    public string? Id { get; init; }

    public string? Title { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The model that was last chosen.</summary>
    public string? Model { get; init; }

    public bool Pinned { get; init; }

    /// <summary>The name of its folder.</summary>
    public string? Folder { get; init; }

    public string? SystemPrompt { get; init; }

    public ChatParameters? Parameters { get; init; }

    public IReadOnlyList<PortableDocument> Documents { get; init; } = [];

    /// <summary>The last message of the branch that is shown.</summary>
    public string? LeafId { get; init; }

    /// <summary>The messages of all branches, in any order.</summary>
    public IReadOnlyList<PortableMessage> Messages { get; init; } = [];
}
