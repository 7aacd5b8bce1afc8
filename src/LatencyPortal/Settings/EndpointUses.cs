using LatencyPortal.Settings.FastModels;
using LatencyPortal.Settings.Routes;

namespace LatencyPortal.Settings;

/// <summary>Finds what names the models of an endpoint, so that nobody removes it unaware.</summary>
internal sealed class EndpointUses(PoolCatalogue pools, FastModelStore fastModels, RouteCatalogue routes)
{
    /// <returns>For example <c>2 pools and 1 fast pair use it.</c>; <see langword="null"/> when nothing does.</returns>
    public async Task<string?> DescribeAsync(string endpoint, CancellationToken cancellationToken)
    {
        bool IsOfIt(string model) => model.StartsWith(endpoint + "/", StringComparison.Ordinal);
        return Describe(
            (await pools.ReadAsync(cancellationToken)).Count(pool => pool.Members.Any(IsOfIt)),
            (await fastModels.GetAsync(cancellationToken)).Count(pair => IsOfIt(pair.Key) || IsOfIt(pair.Value)),
            (await routes.ReadAsync(cancellationToken)).Count(route => IsOfIt(route.Route.Model)));
    }

    /// <summary>The counts as a sentence.</summary>
    internal static string? Describe(int pools, int fastPairs, int outputLimits)
    {
        (int Count, string Thing)[] uses = [(pools, "pool"), (fastPairs, "fast pair"), (outputLimits, "output limit")];
        string[] parts = [.. uses.Where(use => use.Count > 0).Select(use => use.Count == 1 ? $"1 {use.Thing}" : $"{use.Count} {use.Thing}s")];
        return parts switch
        {
            [] => null,
            [var only] => $"{only} {(pools + fastPairs + outputLimits == 1 ? "uses" : "use")} it.",
            [.. var first, var last] => $"{string.Join(", ", first)} and {last} use it.",
        };
    }
}
