using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Misses;

/// <summary>The requests before one, and what it has in common with them.</summary>
internal sealed class EarlierRequests
{
    private readonly TracedRequest _request;

    public EarlierRequests(TracedRequest request, IEnumerable<TracedRequest> earlier)
    {
        _request = request;
        All = [.. earlier.Where(other => other.Model == request.Model && other.Trace.RequestId != request.Trace.RequestId && other.Trace.At <= request.Trace.At)
            .OrderBy(other => other.Trace.At)];
    }

    /// <summary>Requests to the same model, in the order of time.</summary>
    public IReadOnlyList<TracedRequest> All { get; }

    /// <summary>The one with the longest common beginning, of several the latest.</summary>
    public (TracedRequest? Request, int Tokens) Nearest()
    {
        TracedRequest? nearest = null;
        var most = -1;
        for (var i = All.Count - 1; i >= 0; i--)
        {
            if (Common(All[i]) is var tokens && tokens > most)
                (nearest, most) = (All[i], tokens);
        }

        return (nearest, Math.Max(0, most));
    }

    /// <summary>The latest one that begins with so many tokens of the prompt.</summary>
    public TracedRequest? LatestWith(int tokens) => All.LastOrDefault(other => Common(other) >= tokens);

    private int Common(TracedRequest other)
    {
        var (one, two) = (_request.Trace.Marks, other.Trace.Marks);
        // A prompt may go on behind a place at which the other has none, so marks are found by their hash, not by their number.
        var hashes = two.Select(mark => mark.Hash).ToHashSet();
        for (var i = one.Count - 1; i >= 0; i--)
        {
            if (hashes.Contains(one[i].Hash))
                return one[i].Tokens;
        }

        return 0;
    }
}
