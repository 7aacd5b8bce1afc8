using LatencyPortal.Gateway.Prompts.Caching;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Gateway.Prompts.Traces;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Misses;

/// <summary>Tells for one request why the provider's cache served no more of it: the prompt, the time, the rule, or the provider.</summary>
public static class MissExplainer
{
    /// <summary>Tokens by which counts may differ where nobody says in which steps a cache serves; steps of automatic caches are 128.</summary>
    private const int Step = 128;

    /// <summary>What stands around messages is counted nowhere: so many tokens are no miss however small the steps are.</summary>
    private const int Overhead = 32;

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
        var count = new ProviderCount(request);
        var counted = request with { Trace = count.Of(request.Trace) };
        var rule = family is { Mechanism: not CacheMechanism.None } ? family : null;
        var requests = new EarlierRequests(counted, earlier);
        var (nearest, common) = requests.Nearest();
        var outcome = Predict(counted, requests, rule, count);
        var all = request.InputTokens ?? request.Trace.Tokens;
        var possible = Math.Min(outcome?.CachedTokens ?? common, all);
        var difference = nearest is null ? null : DifferenceFinder.Find(request.Trace, nearest.Trace, outlineOf);
        var seen = counted.Trace.Marks.FirstOrDefault(mark => mark.Tokens > (request.CachedTokens ?? possible)).Tokens is > 0 and var next
            ? requests.LatestWith(next) ?? nearest
            : nearest;
        var kind = Kind(request, outcome, possible, difference, requests, rule);
        var comparedWith = kind is MissKind.Expired ? seen
            : kind is MissKind.OtherPlace or MissKind.EvictedOrRouted or MissKind.UnknownRule ? requests.LatestWith(possible)
            : nearest;
        var explanation = new MissExplanation
        {
            Kind = kind,
            Sentence = "",
            PromptTokens = all,
            ReportedTokens = request.CachedTokens,
            PossibleTokens = possible,
            CommonTokens = Math.Min(common, all),
            ComparedWith = comparedWith?.Trace.RequestId,
            Age = comparedWith is null ? null : request.Trace.At - comparedWith.Trace.At,
            Difference = difference is null ? null : difference with { TokensBefore = count.Of(difference.TokensBefore) },
            ProviderReason = request.ProviderMissReason,
        };
        return explanation with { Sentence = MissSentence.Of(explanation, family, request, comparedWith) };
    }

    private static CacheOutcome? Predict(TracedRequest request, EarlierRequests requests, ModelFamily? rule, ProviderCount count)
    {
        if (rule is null)
            return null;
        var cache = new FollowedCache(rule, MostEntries);
        foreach (var other in requests.All)
            cache.Take(count.Of(other.Trace));
        return cache.Take(request.Trace);
    }

    private static MissKind Kind(
        TracedRequest request, CacheOutcome? outcome, int possible, PromptDifference? difference, EarlierRequests requests, ModelFamily? rule)
    {
        var (nearest, common) = requests.Nearest();
        if (nearest is null)
            return outcome?.Miss == CacheMiss.BelowMinimum ? MissKind.BelowMinimum : MissKind.FirstRequest;
        // Providers count tokens otherwise than the portal, and some serve whole steps only.
        var tolerance = Math.Max(Math.Max(rule?.GranularityTokens ?? Step, Overhead), possible / 10);
        var missing = request.CachedTokens < possible - tolerance || (request.CachedTokens == 0 && possible > 0);
        if (missing && requests.LatestWith(possible) is { } same)
        {
            return (same.Endpoint, same.Region) != (request.Endpoint, request.Region) ? MissKind.OtherPlace
                : rule is null ? MissKind.UnknownRule
                : MissKind.EvictedOrRouted;
        }

        return outcome?.Miss switch
        {
            CacheMiss.Expired => MissKind.Expired,
            CacheMiss.BelowMinimum => MissKind.BelowMinimum,
            CacheMiss.BeyondLookBack => MissKind.BeyondLookBack,
            CacheMiss.NotAtBreakpoint when difference is null || difference.Place == OutlinePlace.Asked => MissKind.NotAtBreakpoint,
            CacheMiss.Evicted => MissKind.EvictedOrRouted,
            _ when difference is not (null or { Place: OutlinePlace.Asked }) => MissKind.PromptDiffers,
            _ when rule is null && request.CachedTokens is null => MissKind.UnknownRule,
            _ when request.CachedTokens is { } served && served < common => NotServed(common, served, rule),
            _ => MissKind.Nothing,
        };
    }

    /// <summary>Why the last tokens in common were not served, where the prompt and the time are not the reason.</summary>
    private static MissKind NotServed(int common, int served, ModelFamily? rule) =>
        served == 0 && common < rule?.MinimumTokens ? MissKind.CommonBelowMinimum
        : common - served < rule?.GranularityTokens ? MissKind.LessThanAStep
        : MissKind.Nothing;
}
