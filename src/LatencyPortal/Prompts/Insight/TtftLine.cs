using LatencyPortal.Gateway.Prompts.Replay;
using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Prompts.Insight;

/// <summary>How TTFT grows with the tokens that a model has to read, as its requests showed it.</summary>
/// <param name="Model">The model, as the portal names it.</param>
/// <param name="Requests">Requests of which TTFT, input and cached tokens are known.</param>
/// <param name="Estimate">The line.</param>
public sealed record TtftLine(string Model, int Requests, TtftEstimate Estimate)
{
    /// <summary>Fewer requests make no line.</summary>
    public const int LeastRequests = 20;

    /// <summary>A slope that lies nearer to 0 than so many of its standard errors may be chance.</summary>
    private const double LeastErrors = 2;

    /// <summary>TTFT in ms of a prompt of which so many tokens have to be read.</summary>
    public double At(int uncachedTokens) => Estimate.BaseMs + (Estimate.MsPerUncachedToken * uncachedTokens);

    /// <summary>A line by least squares for each model, that of most requests first; models whose TTFT does not grow with the tokens have none.</summary>
    public static IReadOnlyList<TtftLine> Of(IEnumerable<TracedRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return
        [
            .. requests
                .Where(request => request is { TtftMs: not null, InputTokens: not null, CachedTokens: not null })
                .GroupBy(request => request.Model)
                .Select(group => Of(group.Key, [.. group.Select(request => ((double)(request.InputTokens!.Value - request.CachedTokens!.Value), request.TtftMs!.Value))]))
                .OfType<TtftLine>()
                .OrderByDescending(line => line.Requests),
        ];
    }

    /// <summary>The line of one model; <see langword="null"/> when its TTFT does not grow with the tokens.</summary>
    /// <param name="model">The model, as the portal names it.</param>
    /// <param name="points">Of each request the tokens that were not cached, and TTFT in ms.</param>
    public static TtftLine? Of(string model, IReadOnlyList<(double Tokens, double Ms)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count < LeastRequests)
            return null;
        var (meanTokens, meanMs) = (points.Average(point => point.Tokens), points.Average(point => point.Ms));
        var spread = points.Sum(point => (point.Tokens - meanTokens) * (point.Tokens - meanTokens));
        if (spread == 0)
            return null;
        var slope = points.Sum(point => (point.Tokens - meanTokens) * (point.Ms - meanMs)) / spread;
        var offset = meanMs - (slope * meanTokens);
        var left = points.Sum(point => Math.Pow(point.Ms - offset - (slope * point.Tokens), 2));
        if (slope <= LeastErrors * Math.Sqrt(left / (points.Count - 2) / spread))
            return null;
        // A prompt that is served as a whole takes no time below 0: the line then begins there.
        return offset >= 0
            ? new TtftLine(model, points.Count, new TtftEstimate(offset, slope))
            : new TtftLine(model, points.Count, new TtftEstimate(0, points.Sum(point => point.Tokens * point.Ms) / points.Sum(point => point.Tokens * point.Tokens)));
    }
}
