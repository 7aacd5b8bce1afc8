using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Traces;

/// <summary>
/// What the cache of each model serves of the prompts that come one after another, as its family's rule says; the figure that later stands
/// beside the provider's own. Any thread.
/// </summary>
/// <param name="mostModels">Models that are followed; of more, the one that was asked longest ago is forgotten.</param>
public sealed class CachePredictor(int mostModels = 64)
{
    /// <summary>Some 5 MB for each model at most.</summary>
    private const int MostEntries = 32_768;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (FollowedCache Cache, long Used)> _models = new(StringComparer.Ordinal);
    private long _calls;

    /// <summary>The trace with what is predicted for it; the prompt counts as asked from then on.</summary>
    /// <param name="trace">The trace; its breakpoints have to be those of the family.</param>
    /// <param name="family">Family of <see cref="PromptTrace.Model"/>; <see langword="null"/> predicts nothing.</param>
    public PromptTrace Predict(PromptTrace trace, ModelFamily? family)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (family is null || family.Mechanism == CacheMechanism.None)
            return trace;
        lock (_gate)
        {
            if (!_models.TryGetValue(trace.Model, out var model) || model.Cache.Family != family)
            {
                if (_models.Count >= mostModels)
                    _models.Remove(_models.MinBy(known => known.Value.Used).Key);
                model.Cache = new FollowedCache(family, MostEntries);
            }

            _models[trace.Model] = (model.Cache, ++_calls);
            return model.Cache.Take(trace) is { } outcome ? trace with { PredictedCachedTokens = outcome.CachedTokens } : trace;
        }
    }
}
