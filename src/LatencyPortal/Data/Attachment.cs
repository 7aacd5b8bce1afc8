namespace LatencyPortal.Data;

/// <summary>A document of a conversation. Its text stands at the start of every prompt, so that the prefix stays cacheable.</summary>
internal sealed class Attachment
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid ConversationId { get; init; }

    /// <summary>The file's name, as it was sent.</summary>
    public required string Name { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>What the file says, as plain text or Markdown.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of the file in hex: the same file twice is one; <see langword="null"/> for one that was imported.</summary>
    public string? Hash { get; init; }

    /// <summary>Tokens of the text, estimated; <see langword="null"/> for one that was imported.</summary>
    public int? Tokens { get; init; }

    /// <summary>When it was attached; the prompt begins with the oldest.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set while a removal can still be undone; such rows are purged at the next start.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
}
