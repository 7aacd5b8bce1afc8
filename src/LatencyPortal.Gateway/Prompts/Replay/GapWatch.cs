using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Follows when prefixes come again.</summary>
internal sealed class GapWatch
{
    private readonly Dictionary<ulong, long> _last = [];
    private readonly List<double> _gaps = [];

    public void Add(PromptTrace trace)
    {
        // Models share no cache.
        var model = OutlineHash.Of(trace.Model);
        var at = trace.At.UtcTicks;
        var found = false;
        for (var i = trace.Marks.Count - 1; i >= 0; i--)
        {
            var mark = PromptMarks.Chain(model, trace.Marks[i].Hash);
            if (!found && _last.TryGetValue(mark, out var before))
            {
                _gaps.Add(TimeSpan.FromTicks(Math.Max(0, at - before)).TotalSeconds);
                found = true;
            }

            _last[mark] = at;
        }
    }

    public PrefixGaps Result(IReadOnlyList<ModelFamily> families)
    {
        _gaps.Sort();
        return new PrefixGaps(_gaps.Count, Percentile(0.50), Percentile(0.90), Percentile(0.95), Percentile(0.99), _gaps.Count == 0 ? [] : [.. Misses(families)]);
    }

    private IEnumerable<LifetimeMisses> Misses(IReadOnlyList<ModelFamily> families) =>
        from family in families
        from life in family.Lifetimes
        where life.Seconds is not null
        select new LifetimeMisses(family.Id, life.Name, life.Seconds!.Value, (double)_gaps.Count(gap => gap >= life.Seconds) / _gaps.Count);

    /// <summary>The smallest gap that this share of all does not exceed.</summary>
    private double? Percentile(double share) => _gaps.Count == 0 ? null : _gaps[Math.Clamp((int)Math.Ceiling(share * _gaps.Count) - 1, 0, _gaps.Count - 1)];
}
