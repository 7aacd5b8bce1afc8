namespace LatencyPortal.Data;

/// <summary>A prompt template: its name, and the working copy of the editor.</summary>
internal sealed class PromptRow
{
    /// <summary>How it is asked for.</summary>
    public required string Name { get; init; }

    /// <summary>The editor's working copy as JSON, saved while it is typed; <see langword="null"/> when it is the newest version.</summary>
    public string? Draft { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the working copy or a version last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Set while a delete can still be undone.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}
