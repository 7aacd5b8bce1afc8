using LatencyPortal.Telemetry.Slo;

namespace LatencyPortal.Slo;

/// <summary>How an objective stands.</summary>
/// <param name="Budget">What was counted in its window, and what is left.</param>
/// <param name="Readings">Its alerts with what they see now.</param>
/// <param name="Firings">When its alerts fired within the window, the newest first.</param>
/// <param name="BurnDown">The part of the budget that was left at points of the window, from its beginning to now; <see langword="null"/> where no request came since the point before.</param>
public sealed record SloView(
    ErrorBudget Budget, IReadOnlyList<(BurnAlert Alert, BurnReading Reading)> Readings, IReadOnlyList<AlertFiring> Firings, IReadOnlyList<double?> BurnDown)
{
    /// <summary>The promise.</summary>
    public SloObjective Objective => Budget.Objective;

    /// <summary>The most urgent alert that fires now; <see langword="null"/> when none does.</summary>
    public BurnAlert? Firing => Readings.Where(reading => reading.Reading.IsFiring).Select(reading => reading.Alert).MaxBy(alert => alert.Severity);
}
