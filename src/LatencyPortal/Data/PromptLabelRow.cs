namespace LatencyPortal.Data;

/// <summary>A label of a prompt template and the version that it names now.</summary>
internal sealed class PromptLabelRow
{
    public required string Name { get; init; }

    public required string Label { get; init; }

    public int Version { get; set; }

    /// <summary>The version of the other arm while the label is split; <see langword="null"/> while it is not.</summary>
    public int? OtherVersion { get; set; }

    /// <summary>Percent of the requests that get the other arm, 1 to 99.</summary>
    public int OtherPercent { get; set; }

    /// <summary>The version that it named before, to go back to.</summary>
    public int? Before { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
