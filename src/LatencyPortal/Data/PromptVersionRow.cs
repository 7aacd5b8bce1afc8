namespace LatencyPortal.Data;

/// <summary>A version of a prompt template; never changed.</summary>
internal sealed class PromptVersionRow
{
    public required string Name { get; init; }

    /// <summary>From 1 on.</summary>
    public required int Number { get; init; }

    /// <summary>The template as JSON.</summary>
    public required string Json { get; init; }

    /// <summary>What its author says of it.</summary>
    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
