namespace LatencyPortal.Prompts.Versions;

/// <summary>What became of a segment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Lines">Its lines, long runs of the same left out.</param>
/// <param name="IsMoved">Whether it stands elsewhere among the segments that both versions have.</param>
public sealed record SegmentDiff(string Id, DiffKind Kind, IReadOnlyList<DiffLine> Lines, bool IsMoved);
