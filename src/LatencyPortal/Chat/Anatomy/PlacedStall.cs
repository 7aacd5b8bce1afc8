namespace LatencyPortal.Chat.Anatomy;

/// <summary>A pause in the middle of an answer.</summary>
/// <param name="At">The visible character that came after it.</param>
/// <param name="Ms">How long it took, in ms.</param>
/// <param name="Before">The last words before it.</param>
internal sealed record PlacedStall(int At, double Ms, string Before);
