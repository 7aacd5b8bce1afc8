namespace LatencyPortal.Data;

/// <summary>A chat conversation.</summary>
internal sealed class Conversation
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Shown in the list; taken from the first question until someone renames it.</summary>
    public required string Title { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Time of the newest message; the list is sorted by it.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The model last chosen in this conversation.</summary>
    public string? Model { get; set; }

    /// <summary>Set while a delete can still be undone; such rows are purged at the next start.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public List<Message> Messages { get; init; } = [];
}
