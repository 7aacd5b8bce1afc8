using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Misses;

/// <summary>The requests before one that were answered, and how many tokens it has in common with each, in its own count.</summary>
internal sealed class EarlierRequests
{
    private readonly int[] _common;

    public EarlierRequests(TracedRequest request, IEnumerable<TracedRequest> earlier)
    {
        All = [.. earlier.Where(other => !other.EndedUnanswered && other.Model == request.Model && other.Trace.RequestId != request.Trace.RequestId && other.Trace.At <= request.Trace.At)
            .OrderBy(other => other.Trace.At)];
        // A prompt may go on behind a place at which the other has none, so marks are found by their hash, not by their number.
        var marks = new Dictionary<ulong, int>();
        foreach (var mark in request.Trace.Marks)
            marks[mark.Hash] = mark.Tokens;
        _common = [.. All.Select(other => Common(marks, other.Trace.Marks))];
    }

    /// <summary>Requests to the same model, in the order of time. What ended before its answer began left nothing to read.</summary>
    public IReadOnlyList<TracedRequest> All { get; }

    /// <summary>The one with the longest common beginning, of several the latest.</summary>
    public (TracedRequest? Request, int Tokens) Nearest()
    {
        if (All.Count == 0)
            return (null, 0);
        var most = _common.Max();
        return (All[Array.LastIndexOf(_common, most)], most);
    }

    /// <summary>The latest one that begins with so many tokens of the prompt.</summary>
    public TracedRequest? LatestWith(int tokens) => Array.FindLastIndex(_common, common => common >= tokens) is >= 0 and var i ? All[i] : null;

    private static int Common(Dictionary<ulong, int> marks, IReadOnlyList<TracedMark> other)
    {
        for (var i = other.Count - 1; i >= 0; i--)
        {
            if (marks.TryGetValue(other[i].Hash, out var tokens))
                return tokens;
        }

        return 0;
    }
}
