using LatencyPortal.Telemetry.Slo;

namespace LatencyPortal.Slo;

/// <summary>Reads how the objectives stand, on threads of the pool.</summary>
internal sealed class SloReader(SloStore counts, TimeProvider time)
{
    private const int Points = 120;

    /// <summary>How long what was read is good enough.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private IReadOnlyList<SloObjective>? _of;
    private IReadOnlyList<SloView> _views = [];
    private long _readAt;

    /// <summary>All objectives, the one with the least budget left first and those without data last.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The counts cannot be read.</exception>
    public Task<IReadOnlyList<SloView>> ReadAsync(CancellationToken cancellationToken) => Task.Run(Read, cancellationToken);

    /// <summary>All pages look at the same: one reads, the others get what it read.</summary>
    private IReadOnlyList<SloView> Read()
    {
        lock (_gate)
        {
            var objectives = counts.Objectives;
            if (!ReferenceEquals(_of, objectives) || time.GetElapsedTime(_readAt) >= Fresh)
            {
                _views = [.. objectives.Select(Read).OrderBy(view => view.Budget.Left ?? double.PositiveInfinity)];
                (_of, _readAt) = (objectives, time.GetTimestamp());
            }

            return _views;
        }
    }

    private SloView Read(SloObjective objective)
    {
        var now = time.GetUtcNow();
        var from = now - objective.Window;
        var alerts = BurnAlert.Default(objective);
        // The alerts look back from the first moment of the window on.
        var minutes = counts.Read(objective.Id, from - alerts.Max(alert => alert.LongWindow), now);
        var inWindow = minutes.Where(minute => minute.Start >= from).ToList();
        var budget = ErrorBudget.Of(objective, inWindow);
        return new SloView(
            budget,
            [.. alerts.Select(alert => (alert, Reading(objective, alert, minutes, now)))],
            [.. alerts.SelectMany(alert => AlertReplay.Run(objective, alert, minutes, from, now)).OrderByDescending(firing => firing.From)],
            BurnDown(budget, ErrorBudget.Units(objective, inWindow), from, now));
    }

    /// <summary>The minute that is still going on counts too: whoever looks at the page wants to see it.</summary>
    private static BurnReading Reading(SloObjective objective, BurnAlert alert, IReadOnlyList<MinuteCount> minutes, DateTimeOffset now)
    {
        return BurnReading.Of(alert, objective, Sum(alert.LongWindow), Sum(alert.ShortWindow));

        SloCount Sum(TimeSpan window) => ErrorBudget.Units(objective, minutes)
            .Where(unit => unit.Start > now - window).Aggregate(default(SloCount), (sum, unit) => sum + unit.Count);
    }

    private static List<double?> BurnDown(ErrorBudget budget, IEnumerable<MinuteCount> units, DateTimeOffset from, DateTimeOffset now)
    {
        var bad = new long[Points];
        var total = new long[Points];
        foreach (var unit in units)
        {
            var point = Math.Clamp((int)((unit.Start - from) / (now - from) * Points), 0, Points - 1);
            (bad[point], total[point]) = (bad[point] + unit.Count.Bad, total[point] + unit.Count.Total);
        }

        var line = new List<double?>(Points);
        var spent = 0L;
        for (var i = 0; i < Points; i++)
        {
            spent += bad[i];
            line.Add(total[i] == 0 ? null : 1 - (spent / budget.Allowed));
        }

        return line;
    }
}
