using LatencyPortal.Gateway.Resilience.Affinity;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>One replica of a replay: its cache, and what it was asked so far.</summary>
internal sealed class TraceReplica(CacheSetup setup)
{
    private readonly BlockCache _cache = new(setup.Capacity, setup.Lifetime);

    public CacheFigures Figures { get; private set; }

    /// <summary>How many blocks of a request it has, from the start on.</summary>
    public int Hits(TraceRequest request) => _cache.Hits(request.Blocks, request.At);

    /// <summary>It is sent a request, which finds what is there and leaves its own blocks at once.</summary>
    public CacheFigures Take(TraceRequest request)
    {
        var hits = Hits(request);
        _cache.Add(request.Blocks, request.At);
        var figures = new CacheFigures(1, request.Blocks.Length, hits, request.InputTokens, hits == 0 ? 0 : request.TokensTo[hits - 1]);
        Figures += figures;
        return figures;
    }
}
