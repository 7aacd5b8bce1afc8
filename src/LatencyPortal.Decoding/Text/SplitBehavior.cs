namespace LatencyPortal.Decoding.Text;

/// <summary>What becomes of the places where a pattern splits a text.</summary>
internal enum SplitBehavior
{
    /// <summary>Each is a word.</summary>
    Isolated,

    /// <summary>They are dropped.</summary>
    Removed,

    /// <summary>Neighbouring ones are one word.</summary>
    Contiguous,

    /// <summary>Each ends the word before it.</summary>
    MergedWithPrevious,

    /// <summary>Each begins the word after it.</summary>
    MergedWithNext,
}
