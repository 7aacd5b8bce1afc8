namespace LatencyPortal.Telemetry.Storage;

/// <summary>Reads request records.</summary>
public sealed class RecordStore
{
    /// <summary>The newest records, newest first.</summary>
    public Task<IReadOnlyList<RequestRecord>> NewestAsync(RecordFilter filter, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>One record.</summary>
    public Task<RequestRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The tiles.</summary>
    public Task<LatencySummary> SummariseAsync(RecordFilter filter, LatencyTargets targets, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The chart: one point a bucket, empty buckets included.</summary>
    public Task<IReadOnlyList<LatencyPoint>> SeriesAsync(RecordFilter filter, TimeSpan bucket, CancellationToken cancellationToken) => throw new NotImplementedException();
}
