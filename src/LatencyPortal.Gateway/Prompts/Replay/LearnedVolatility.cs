using LatencyPortal.Gateway.Prompts.Families;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>What recorded requests tell of how often the variables of a template change, and how soon prefixes come again.</summary>
/// <param name="Requests">Requests that were looked at.</param>
/// <param name="Variables">Each variable that had a value, by name.</param>
/// <param name="Gaps">The time between requests with the same prefix.</param>
public sealed record LearnedVolatility(int Requests, IReadOnlyList<VariableVolatility> Variables, PrefixGaps Gaps)
{
    /// <summary>Learns from requests.</summary>
    /// <param name="traces">What they left, in the order of time.</param>
    /// <param name="families">Families whose lifetimes the gaps are held against.</param>
    public static LearnedVolatility From(IEnumerable<PromptTrace> traces, IReadOnlyList<ModelFamily> families)
    {
        ArgumentNullException.ThrowIfNull(traces);
        ArgumentNullException.ThrowIfNull(families);
        var watches = new SortedDictionary<string, VariableWatch>(StringComparer.Ordinal);
        var gaps = new GapWatch();
        var requests = 0;
        foreach (var trace in traces)
        {
            requests++;
            foreach (var value in trace.Values)
            {
                if (!watches.TryGetValue(value.Name, out var watch))
                    watches[value.Name] = watch = new VariableWatch(value.Name);
                watch.Add(value, trace);
            }

            gaps.Add(trace);
        }

        return new LearnedVolatility(requests, [.. watches.Values.Select(watch => watch.Result())], gaps.Result(families));
    }
}
