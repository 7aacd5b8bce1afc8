namespace LatencyPortal.Telemetry.Slo;

/// <summary>Lets an alert look at recorded minutes as it would have done then, once a minute.</summary>
public static class AlertReplay
{
    /// <summary>When the alert would have fired.</summary>
    /// <param name="objective">The promise.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="minutes">The objective's minutes, ascending, from a long window before <paramref name="from"/> on; those that are missing had no request.</param>
    /// <param name="from">The first moment at which it looks, on a whole minute.</param>
    /// <param name="to">The last moment, inclusive.</param>
    public static IReadOnlyList<AlertFiring> Run(SloObjective objective, BurnAlert alert, IEnumerable<MinuteCount> minutes, DateTimeOffset from, DateTimeOffset to)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(alert);
        var units = ErrorBudget.Units(objective, minutes).ToList();
        var (inLong, inShort) = (new SlidingCount(units, alert.LongWindow), new SlidingCount(units, alert.ShortWindow));
        var firings = new List<AlertFiring>();
        (DateTimeOffset From, BurnReading At)? begun = null;
        for (var now = MinuteCount.Of(from); now <= MinuteCount.Of(to); now++)
        {
            // At the beginning of a minute the minutes before it are known.
            var reading = BurnReading.Of(alert, objective, inLong.MoveTo(now), inShort.MoveTo(now));
            var at = DateTimeOffset.FromUnixTimeSeconds(now * 60);
            if (reading.IsFiring)
            {
                begun ??= (at, reading);
            }
            else if (begun is { } first)
            {
                firings.Add(new AlertFiring(alert, first.From, at, first.At));
                begun = null;
            }
        }

        if (begun is { } last)
            firings.Add(new AlertFiring(alert, last.From, null, last.At));
        return firings;
    }
}
