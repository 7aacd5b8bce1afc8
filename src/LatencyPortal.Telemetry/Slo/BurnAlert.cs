namespace LatencyPortal.Telemetry.Slo;

/// <summary>
/// Fires while the budget is spent faster than a factor, over a long window and over a short one: the long one says that it matters, the
/// short one that it still goes on (Google, The Site Reliability Workbook, chapter 5, multi-window multi-burn-rate alerts).
/// </summary>
public sealed record BurnAlert
{
    /// <summary>How urgent it is.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>The long window, in whole minutes.</summary>
    public required TimeSpan LongWindow { get; init; }

    /// <summary>The short window, in whole minutes; a twelfth of the long one by custom.</summary>
    public required TimeSpan ShortWindow { get; init; }

    /// <summary>The burn rate that both windows must exceed, above 0.</summary>
    public required double Factor { get; init; }

    /// <summary>Fewer requests in the short window than this tell nothing: it then does not fire. 0 or more.</summary>
    public int LeastRequests { get; init; }

    /// <summary>The bad share that both windows must exceed, at an objective: 1 or more is never exceeded.</summary>
    public double BadShare(SloObjective objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return Factor * objective.Budget;
    }

    /// <summary>Whether it cannot fire at an objective, whatever happens: all requests bad burn no faster than 1 / budget.</summary>
    public bool IsDead(SloObjective objective) => BadShare(objective) >= 1;

    /// <summary>The four alerts of the workbook, with factors for the objective's window: 2 % of the budget within an hour, 5 % within six, 10 % within a day, and 10 % within three.</summary>
    /// <remarks>A factor that would be dead is lowered to where 80 % of the requests must be bad.</remarks>
    public static IReadOnlyList<BurnAlert> Default(SloObjective objective, int leastRequests = 10)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return
        [
            Of(AlertSeverity.Page, 1, 0.02),
            Of(AlertSeverity.Page, 6, 0.05),
            Of(AlertSeverity.Ticket, 24, 0.10),
            Of(AlertSeverity.Ticket, 72, 0.10),
        ];

        BurnAlert Of(AlertSeverity severity, int hours, double part) => new()
        {
            Severity = severity,
            LongWindow = TimeSpan.FromHours(hours),
            ShortWindow = TimeSpan.FromMinutes(hours * 5),
            Factor = Math.Min(part * objective.Window.TotalHours / hours, 0.8 / objective.Budget),
            LeastRequests = leastRequests,
        };
    }
}
