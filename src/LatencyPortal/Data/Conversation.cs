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

    /// <summary>The last message of the path that is shown; <see langword="null"/> while there are none.</summary>
    public Guid? LeafId { get; set; }

    /// <summary>Stands above the list's order by time.</summary>
    public bool Pinned { get; set; }

    /// <summary>The folder it lies in; <see langword="null"/> outside of all.</summary>
    public Guid? FolderId { get; set; }

    /// <summary>Goes before all turns; <see langword="null"/> leaves the model as it is.</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>The template that its prompts are made from, as <c>name</c>, <c>name@label</c> or <c>name@version</c>; <see langword="null"/> for none.</summary>
    public string? Template { get; set; }

    /// <summary>Values for the template's variables, as they were typed.</summary>
    public Dictionary<string, string>? Variables { get; set; }

    /// <summary>How its answers are drawn.</summary>
    public ChatParameters Parameters { get; set; } = ChatParameters.Default;

    /// <summary>The secret part of its read-only link; <see langword="null"/> while it is not shared.</summary>
    public string? ShareToken { get; set; }

    /// <summary>The last message that the link shows.</summary>
    public Guid? SharedLeafId { get; set; }

    /// <summary>
    /// Where it was imported from and its id there, as <c>chatgpt:ID</c>, <c>openwebui:ID</c> or <c>latencyportal:ID</c>;
    /// the id is left out when it said none; <see langword="null"/> for one that began here.
    /// </summary>
    public string? ImportedFrom { get; init; }

    /// <summary>Set while a delete can still be undone; such rows are purged an hour later, and at the next start.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>All messages of all branches.</summary>
    public List<Message> Messages { get; init; } = [];

    /// <summary>Documents that stand at the start of every prompt.</summary>
    public List<Attachment> Attachments { get; init; } = [];
}
