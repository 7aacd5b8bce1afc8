namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>
/// Replays a trace on prefix caches: each request finds the blocks that are there from its start on, and leaves its own on arrival, as
/// if its answer took no time.
/// </summary>
internal sealed class TracePredictor
{
    private readonly TraceReplica[] _replicas;
    private readonly ReplicaChooser _chooser;

    /// <summary>Every request by itself: where the middle of the trace is, its end alone tells.</summary>
    private readonly List<CacheFigures> _requests = [];

    private ReportedFigures _reported;

    public TracePredictor(CacheSetup setup)
    {
        _replicas = [.. Enumerable.Range(0, setup.Replicas).Select(_ => new TraceReplica(setup))];
        _chooser = new ReplicaChooser(setup.Policy, _replicas);
    }

    /// <summary>Requests so far.</summary>
    public int Requests => _requests.Count;

    /// <summary>The next request comes.</summary>
    public void Add(TraceRequest request)
    {
        var figures = _chooser.Choose(request).Take(request);
        _requests.Add(figures);
        if (request.CachedTokens is { } cached)
        {
            _reported = new ReportedFigures(
                _reported.Requests + 1,
                _reported.CachedTokens + cached,
                _reported.PredictedTokens + figures.HitTokens,
                _reported.SumOfErrors + Math.Abs(figures.HitTokens - cached));
        }
    }

    /// <summary>What came of the requests so far.</summary>
    public TracePrediction Result() => new(
        Sum(_requests),
        Sum(_requests.Skip((_requests.Count + 1) / 2)),
        [.. _replicas.Select(replica => replica.Figures)],
        _reported.Requests > 0 ? _reported : null);

    private static CacheFigures Sum(IEnumerable<CacheFigures> figures) =>
        figures.Aggregate(default(CacheFigures), (sum, one) => sum + one);
}
