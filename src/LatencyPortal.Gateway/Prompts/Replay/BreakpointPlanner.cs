using System.Collections.Concurrent;
using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>
/// Chooses what to mark for a provider's cache: writing costs more than reading, so a mark that nobody finds again is a loss. All
/// arrangements are tried on recorded requests, that without any mark too.
/// </summary>
public static class BreakpointPlanner
{
    /// <summary>Most places that are considered.</summary>
    private const int MostCandidates = 12;

    /// <summary>Arrangements that are computed for all requests.</summary>
    private const int Finalists = 8;

    /// <summary>Whether a family has breakpoints and its file says what they cost.</summary>
    public static bool CanPlan(ModelFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return family.MostBreakpoints is not null && CachePrices.AreKnown(family);
    }

    /// <summary>Plans the breakpoints of a template. Takes seconds; runs on all processors.</summary>
    /// <param name="outline">The template.</param>
    /// <param name="traces">What requests left, in the order of time.</param>
    /// <param name="family">The rule, with the figures of its model.</param>
    /// <param name="mostCompared">Newest requests on which all arrangements are compared, 1 or more.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="ArgumentException"><see cref="CanPlan"/> says no.</exception>
    public static BreakpointPlan Plan(
        PromptOutline outline, IReadOnlyList<PromptTrace> traces, ModelFamily family, int mostCompared = 2_000, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outline);
        ArgumentNullException.ThrowIfNull(traces);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostCompared, 1);
        if (!CanPlan(family))
            throw new ArgumentException($"{family.Name} has no breakpoints, or its file does not say what reading and writing cost.", nameof(family));
        var prompts = new PlannedPrompts(outline, traces, MostCandidates);
        var costs = new ConcurrentBag<(double Cost, int Index)>();
        var choices = Choices(prompts.Candidates.Count, family).ToList();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, choices.Count, parallel, i => costs.Add((prompts.Try(choices[i], family, mostCompared).Cost, i)));
        // Of equal costs the one with fewer marks, which stands further in front.
        var finalists = costs.Order().Take(Finalists).Select(cost => cost.Index).ToList();
        var tried = new (double Cost, long Cached)[finalists.Count];
        Parallel.For(0, finalists.Count, parallel, i => tried[i] = prompts.Try(choices[finalists[i]], family, prompts.Count));
        var best = Enumerable.Range(0, finalists.Count).MinBy(i => (tried[i].Cost, finalists[i]));
        return new BreakpointPlan
        {
            Markers = [.. choices[finalists[best]].Markers.Select(marker => Marker(prompts, family, marker))],
            AutomaticBreakpoint = choices[finalists[best]].Automatic,
            Cost = tried[best].Cost,
            CostWithoutMarkers = prompts.InputTokens,
            CostOfDefault = prompts.Try(Default(prompts, family), family, prompts.Count).Cost,
            Share = prompts.InputTokens > 0 ? (double)tried[best].Cached / prompts.InputTokens : null,
            Requests = prompts.Count,
            Compared = Math.Min(prompts.Count, mostCompared),
        };
    }

    /// <summary>All arrangements that a family takes, those with fewer marks first.</summary>
    internal static IEnumerable<MarkerChoice> Choices(int candidates, ModelFamily family)
    {
        // With two lifetimes what lives longer comes first: Anthropic demands it, and what stands in front comes again more often.
        var longer = family.Lifetimes is [var first, var second] && second.Seconds > first.Seconds ? 1 : 0;
        var shorter = family.Lifetimes.Count == 2 ? 1 - longer : longer;
        foreach (var automatic in family.AutomaticBreakpoint ? (bool[])[false, true] : [false])
        {
            var most = Math.Max(0, family.MostBreakpoints!.Value - (automatic ? 1 : 0));
            foreach (var subset in Subsets(candidates, most))
            {
                for (var longs = 0; longs <= (longer == shorter ? 0 : subset.Length); longs++)
                    yield return new MarkerChoice([.. subset.Select((candidate, i) => (candidate, i < longs ? longer : shorter))], automatic);
            }
        }
    }

    /// <summary>Subsets of 0 to n − 1 in ascending order, smaller ones first.</summary>
    private static IEnumerable<int[]> Subsets(int n, int most)
    {
        IEnumerable<int[]> some = [[]];
        for (var size = 0; size <= Math.Min(n, most); size++)
        {
            var now = some.ToList();
            foreach (var subset in now)
                yield return subset;
            some = now.SelectMany(subset => Enumerable.Range(subset is [.., var last] ? last + 1 : 0, n - (subset is [.., var end] ? end + 1 : 0)).Select(next => (int[])[.. subset, next]));
        }
    }

    private static MarkerChoice Default(PlannedPrompts prompts, ModelFamily family)
    {
        if (family.AutomaticBreakpoint)
            return new MarkerChoice([], true);
        OutlinePlace[] places = family.Mechanism == CacheMechanism.NamedObject ? [OutlinePlace.System] : [OutlinePlace.Tools, OutlinePlace.System, OutlinePlace.Asked];
        var marked = prompts.Candidates.Index().Where(candidate => candidate.Item.Segment is null && places.Contains(candidate.Item.Place));
        return new MarkerChoice([.. marked.TakeLast(family.MostBreakpoints!.Value).Select(candidate => (candidate.Index, 0))], false);
    }

    private static PlannedMarker Marker(PlannedPrompts prompts, ModelFamily family, (int Candidate, int Lifetime) marker) => new(
        prompts.Candidates[marker.Candidate].Place,
        prompts.Candidates[marker.Candidate].Segment,
        family.Lifetimes.Count == 0 ? null : family.Lifetimes[marker.Lifetime].Name);
}
