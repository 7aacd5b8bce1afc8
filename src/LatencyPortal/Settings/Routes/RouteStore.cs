using LatencyPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Settings.Routes;

/// <summary>Writes the routes of the Settings page and has the gateway hold answers to them.</summary>
internal sealed class RouteStore(IDbContextFactory<PortalDbContext> databases, RouteCatalogue routes, EndpointStore endpoints)
{
    /// <summary>Sets the most output tokens of a model or pool, in place of what it had.</summary>
    /// <returns>What is wrong as a sentence, or <see langword="null"/> when it was saved.</returns>
    public async Task<string?> SetAsync(string model, int? mostTokens, CancellationToken cancellationToken)
    {
        if ((RouteRules.CheckModel(model) ?? RouteRules.CheckMost(mostTokens)) is { } fault)
            return fault;
        model = model.Trim();
        if (routes.IsConfigured(model))
            return $"The limit of {model} comes from configuration; change it there.";
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            var row = await database.Routes.FindAsync([model], cancellationToken);
            if (row is null)
                database.Routes.Add(row = new RouteRow { Model = model });
            row.MaxOutputTokens = mostTokens!.Value;
            await database.SaveChangesAsync(cancellationToken);
        }

        await endpoints.ReapplyAsync(cancellationToken);
        return null;
    }

    public async Task RemoveAsync(string model, CancellationToken cancellationToken)
    {
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
            await database.Routes.Where(row => row.Model == model).ExecuteDeleteAsync(cancellationToken);
        await endpoints.ReapplyAsync(cancellationToken);
    }
}
