namespace LatencyPortal.Chat.Exchange;

/// <summary>A document of a conversation outside of the portal.</summary>
internal sealed record PortableDocument
{
    public string? Name { get; init; }

    /// <summary>Size of the file that it came from, in bytes.</summary>
    public long Bytes { get; init; }

    public string? Text { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
}
