namespace LatencyPortal.Chat.Drawing;

/// <summary>When a change was on the screen.</summary>
/// <param name="RoundTripMs">From sending until the browser's answer was here.</param>
/// <param name="PaintMs">From its receipt in the browser until it was painted; negative when nobody looks at the page.</param>
internal readonly record struct FrameTimes(double RoundTripMs, double PaintMs)
{
    /// <summary>
    /// From sending to paint in ms. The way there is taken to be half of what the round trip took besides painting, so this is an
    /// estimate; null for a page that nobody looks at.
    /// </summary>
    public double? SentToPaintedMs => PaintMs < 0 ? null : PaintMs + (Math.Max(0, RoundTripMs - PaintMs) / 2);
}
