using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Misses;

/// <summary>Tells for one request why the provider's cache served no more of it: the prompt, the time, the rule, or the provider.</summary>
public static class MissExplainer
{
    /// <summary>Steps of automatic caches are 128 tokens.</summary>
    private const int Step = 128;

    private const int MostEntries = 131_072;

    /// <summary>Explains one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="earlier">Requests of the same template, in any order; later ones and those of other models are not looked at.</param>
    /// <param name="family">Family of the model that answered; <see langword="null"/> when nobody knows its rule.</param>
    /// <param name="outlineOf">The outline of a version of the template; <see langword="null"/> for a version that is not there any more.</param>
    public static MissExplanation Explain(
        TracedRequest request, IEnumerable<TracedRequest> earlier, ModelFamily? family, Func<int, PromptOutline?> outlineOf)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(outlineOf);
        var requests = new EarlierRequests(request, earlier);
        var (nearest, common) = requests.Nearest();
        var outcome = Predict(request, requests, family);
        var possible = outcome?.CachedTokens ?? common;
        var difference = nearest is null ? null : DifferenceFinder.Find(request.Trace, nearest.Trace, outlineOf);
        var seen = request.Trace.Marks.FirstOrDefault(mark => mark.Tokens > (request.CachedTokens ?? possible)).Tokens is > 0 and var next
            ? requests.LatestWith(next) ?? nearest
            : nearest;
        var kind = Kind(request, outcome, possible, nearest, difference, requests);
        var comparedWith = kind is MissKind.Expired ? seen : kind is MissKind.OtherPlace or MissKind.EvictedOrRouted ? requests.LatestWith(possible) : nearest;
        var explanation = new MissExplanation
        {
            Kind = kind,
            Sentence = "",
            PromptTokens = request.Trace.Tokens,
            ReportedTokens = request.CachedTokens,
            PossibleTokens = possible,
            ComparedWith = comparedWith?.Trace.RequestId,
            Age = comparedWith is null ? null : request.Trace.At - comparedWith.Trace.At,
            Difference = difference,
            ProviderReason = request.ProviderMissReason,
        };
        return explanation with { Sentence = MissSentence.Of(explanation, family, request, comparedWith) };
    }

    private static CacheOutcome? Predict(TracedRequest request, EarlierRequests requests, ModelFamily? family)
    {
        if (family is null || family.Mechanism == CacheMechanism.None)
            return null;
        var cache = new FollowedCache(family, MostEntries);
        foreach (var other in requests.All)
            cache.Take(other.Trace);
        return cache.Take(request.Trace);
    }

    private static MissKind Kind(
        TracedRequest request, CacheOutcome? outcome, int possible, TracedRequest? nearest, PromptDifference? difference, EarlierRequests requests)
    {
        if (nearest is null)
            return outcome?.Miss == CacheMiss.BelowMinimum ? MissKind.BelowMinimum : MissKind.FirstRequest;
        // Providers count tokens otherwise than the portal, and some serve whole steps only.
        var tolerance = Math.Max(Step, possible / 10);
        if (request.CachedTokens < possible - tolerance && requests.LatestWith(possible) is { } same)
            return (same.Endpoint, same.Region) != (request.Endpoint, request.Region) ? MissKind.OtherPlace : MissKind.EvictedOrRouted;
        return outcome?.Miss switch
        {
            CacheMiss.Expired => MissKind.Expired,
            CacheMiss.BelowMinimum => MissKind.BelowMinimum,
            CacheMiss.BeyondLookBack => MissKind.BeyondLookBack,
            CacheMiss.NotAtBreakpoint when difference is null || difference.Place == OutlinePlace.Asked => MissKind.NotAtBreakpoint,
            CacheMiss.Evicted => MissKind.EvictedOrRouted,
            _ => difference is null or { Place: OutlinePlace.Asked } ? MissKind.Nothing : MissKind.PromptDiffers,
        };
    }
}
