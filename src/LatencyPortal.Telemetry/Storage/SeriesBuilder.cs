namespace LatencyPortal.Telemetry.Storage;

/// <summary>Sorts requests into time buckets.</summary>
internal sealed class SeriesBuilder
{
    private const int MostBuckets = 10_000;

    private readonly RecordFilter _filter;
    private readonly TimeSpan _bucket;
    private readonly Bucket?[] _buckets;

    public SeriesBuilder(RecordFilter filter, TimeSpan bucket)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bucket, TimeSpan.Zero);
        var count = (long)Math.Ceiling((filter.To - filter.From) / bucket);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostBuckets, nameof(bucket));
        _filter = filter;
        _bucket = bucket;
        _buckets = new Bucket?[Math.Max(0, count)];
    }

    public void Add(RequestRecord record)
    {
        var index = (int)((record.StartedAt - _filter.From) / _bucket);
        if (index < 0 || index >= _buckets.Length)
            return;
        var bucket = _buckets[index] ??= new Bucket();
        bucket.Requests++;
        if (record.Outcome == RequestOutcome.Failed)
            bucket.Failed++;
        bucket.Ttft.Add(record.Stamps.TimeToFirstToken);
        bucket.Tpot.Add(record.TimePerOutputToken);
    }

    public IReadOnlyList<LatencyPoint> Build() =>
    [
        .. _buckets.Select((bucket, i) => new LatencyPoint(
            _filter.From + (_bucket * i),
            bucket?.Requests ?? 0,
            bucket?.Failed ?? 0,
            bucket?.Ttft.Percentile(0.50),
            bucket?.Ttft.Percentile(0.95),
            bucket?.Tpot.Percentile(0.50),
            bucket?.Tpot.Percentile(0.95))),
    ];

    private sealed class Bucket
    {
        public int Requests { get; set; }

        public int Failed { get; set; }

        public Sample Ttft { get; } = new();

        public Sample Tpot { get; } = new();
    }
}
