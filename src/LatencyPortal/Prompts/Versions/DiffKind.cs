namespace LatencyPortal.Prompts.Versions;

/// <summary>What became of a line or of a segment.</summary>
public enum DiffKind
{
    /// <summary>It is the same.</summary>
    Same,

    /// <summary>It was there and is not any more.</summary>
    Removed,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>Some of it changed; of segments alone.</summary>
    Changed,
}
