namespace LatencyPortal.Data;

/// <summary>A folder of conversations.</summary>
internal sealed class Folder
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
