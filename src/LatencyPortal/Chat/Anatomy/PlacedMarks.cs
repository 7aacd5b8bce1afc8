namespace LatencyPortal.Chat.Anatomy;

/// <summary>Marks by the visible characters of an answer.</summary>
/// <param name="Length">Visible UTF-16 characters.</param>
/// <param name="Origins">By origin: start, end, start, end… of its stretches, ascending.</param>
/// <param name="Stalls">Where it stood still.</param>
internal sealed record PlacedMarks(int Length, IReadOnlyDictionary<string, List<int>> Origins, IReadOnlyList<PlacedStall> Stalls)
{
    /// <summary>No marks.</summary>
    public static PlacedMarks None { get; } = new(0, new Dictionary<string, List<int>>(), []);
}
