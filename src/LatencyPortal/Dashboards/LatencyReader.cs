using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using LatencyPortal.Telemetry.Storage;

namespace LatencyPortal.Dashboards;

/// <summary>Reads what the Latency page shows.</summary>
internal sealed class LatencyReader(RecordStore records, TargetStore targets, ModelGateway gateway, TimeProvider time)
{
    private const int ListLength = 30;

    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">A database cannot be read.</exception>
    public Task<LatencyView> ReadAsync(LatencyQuery query, CancellationToken cancellationToken) =>
        // SQLite works on the calling thread, which is the page's own; a month of records would hold up its clicks.
        Task.Run(() => ReadNowAsync(query, cancellationToken), cancellationToken);

    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The database cannot be read.</exception>
    public Task<OutputView> ReadOutputAsync(LatencyQuery query, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var (from, to) = query.Range.At(time.GetUtcNow());
            var filter = new RecordFilter(from, to);
            var all = await records.OutputLengthsAsync(filter, cancellationToken);
            return new OutputView(
                query,
                // The rows of all name no pool, so one that is chosen is read for itself.
                query.Model is null ? all : await records.OutputLengthsAsync(filter with { Model = query.Model }, cancellationToken),
                [.. gateway.Models.Select(model => model.Id).Concat(all.Select(lengths => lengths.Model)).Concat(query.Model is { } chosen ? [chosen] : []).Distinct()]);
        },
        cancellationToken);

    private async Task<LatencyView> ReadNowAsync(LatencyQuery query, CancellationToken cancellationToken)
    {
        var (from, to) = query.Range.At(time.GetUtcNow());
        var limits = await targets.GetAsync(cancellationToken);
        var all = new RecordFilter(from, to);
        var filter = all with { Model = query.Model };
        var newest = await records.NewestRequestsAsync(filter, ListLength, cancellationToken);
        var recent = await records.NewestAsync(all, ListLength, cancellationToken);
        return new LatencyView(
            query, from, to, limits,
            await records.SummariseAsync(filter, limits, cancellationToken),
            await records.SeriesAsync(filter, query.Range.Bucket, cancellationToken),
            newest,
            [
                .. gateway.Models.Select(model => model.Id)
                    .Concat(recent.Select(record => record.Model))
                    .Concat(query.Model is { } chosen ? [chosen] : [])
                    .Distinct(),
            ],
            gateway.ViewFleet().Pools.Where(pool => pool.Config.Hedges).ToDictionary(pool => pool.Config.Name, pool => pool.Config.HedgeBudget, StringComparer.Ordinal));
    }
}
