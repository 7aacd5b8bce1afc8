namespace LatencyPortal.Telemetry.Slo;

/// <summary>The sum over a window that moves forward over minutes.</summary>
/// <param name="minutes">The minutes, ascending.</param>
/// <param name="window">Length of the window, in whole minutes.</param>
internal sealed class SlidingCount(IReadOnlyList<MinuteCount> minutes, TimeSpan window)
{
    private readonly long _length = Math.Max(1, (long)window.TotalMinutes);
    private int _first;
    private int _next;
    private SloCount _sum;

    /// <summary>The sum of the window that ends with the beginning of a minute; minutes must not decrease from call to call.</summary>
    public SloCount MoveTo(long minute)
    {
        for (; _next < minutes.Count && minutes[_next].Minute < minute; _next++)
            _sum += minutes[_next].Count;
        for (; _first < _next && minutes[_first].Minute < minute - _length; _first++)
            _sum -= minutes[_first].Count;
        return _sum;
    }
}
