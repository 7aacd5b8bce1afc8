using LatencyPortal.Telemetry.Traces;

namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>How near predictions came to what the provider reported, for one version of a template and one model.</summary>
/// <param name="Template">The template.</param>
/// <param name="Version">Its version.</param>
/// <param name="Model">The model that answered, as the portal names it.</param>
/// <param name="Requests">Requests of which both figures are known.</param>
/// <param name="PredictedTokens">Cached tokens as predicted.</param>
/// <param name="ReportedTokens">Cached tokens as reported.</param>
/// <param name="MeanErrorTokens">Mean of the differences of the two without their signs, in tokens.</param>
/// <param name="MeanErrorPoints">The same for the cached share of each request, in points of a hundred.</param>
public sealed record PredictionScore(
    string Template, int Version, string Model, int Requests, long PredictedTokens, long ReportedTokens, double MeanErrorTokens, double MeanErrorPoints)
{
    /// <summary>Mean of predicted − reported in tokens: above 0, more is predicted than is served.</summary>
    public double Bias => (double)(PredictedTokens - ReportedTokens) / Requests;

    /// <summary>The scores of all versions and models, the newest version first; those without both figures are left out.</summary>
    public static IReadOnlyList<PredictionScore> Of(IEnumerable<TracedRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return
        [
            .. requests
                .Where(request => request is { CachedTokens: not null, Trace.PredictedCachedTokens: not null })
                .GroupBy(request => (request.Trace.Template, request.Trace.Version, request.Model))
                .Select(group => Of(group.Key, [.. group]))
                .OrderBy(score => score.Template, StringComparer.Ordinal)
                .ThenByDescending(score => score.Version)
                .ThenBy(score => score.Model, StringComparer.Ordinal),
        ];
    }

    private static PredictionScore Of((string Template, int Version, string Model) key, IReadOnlyList<TracedRequest> requests)
    {
        var (predicted, reported, tokens, points) = (0L, 0L, 0.0, 0.0);
        foreach (var request in requests)
        {
            var (one, other) = (request.Trace.PredictedCachedTokens!.Value, request.CachedTokens!.Value);
            predicted += one;
            reported += other;
            tokens += Math.Abs(one - other);
            // Both are in the provider's tokens by now: a prediction is scaled to its count when the answer ends.
            var whole = request.InputTokens ?? request.Trace.Tokens;
            points += 100 * Math.Abs(Share(one, whole) - Share(other, whole));
        }

        return new PredictionScore(key.Template, key.Version, key.Model, requests.Count, predicted, reported, tokens / requests.Count, points / requests.Count);
    }

    private static double Share(int part, int whole) => whole > 0 ? Math.Min(1, (double)part / whole) : 0;
}
