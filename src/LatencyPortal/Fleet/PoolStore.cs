using System.Text.Json;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Fleet;

/// <summary>Writes the pools of the Fleet page and has the gateway use them.</summary>
internal sealed class PoolStore(
    IDbContextFactory<PortalDbContext> databases, PoolCatalogue pools, EndpointStore endpoints, ModelGateway gateway, IOptions<PortalOptions> options)
{
    /// <summary>Adds or changes a pool and applies it.</summary>
    /// <param name="edit">The pool.</param>
    /// <param name="isNew">Whether it must not be there yet.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is wrong with it as a sentence, or <see langword="null"/> when it was saved.</returns>
    public async Task<string?> SaveAsync(PoolEdit edit, bool isNew, CancellationToken cancellationToken)
    {
        if (PoolRules.CheckName(edit.Name, options.Value.LocalModelNames()) is { } wrongName)
            return wrongName;
        if (pools.IsConfigured(edit.Name))
            return $"A pool named {edit.Name} comes from configuration; choose another name.";
        var known = await endpoints.EndpointsAsync(cancellationToken);
        if (PoolRules.CheckMembers(edit.Members, member => ProblemOf(member, known)) is { } wrongMembers)
            return wrongMembers;
        if (PoolRules.CheckBudget(edit.HedgeBudget) is { } wrongBudget)
            return wrongBudget;
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            var row = await database.Pools.FindAsync([edit.Name], cancellationToken);
            if (row is not null && isNew)
                return $"There is a pool named {edit.Name} already; edit it or choose another name.";
            if (row is null)
                database.Pools.Add(row = new PoolRow { Name = edit.Name, MembersJson = "[]" });
            row.MembersJson = JsonSerializer.Serialize(edit.Members);
            (row.Policy, row.Hedges, row.HedgeBudget) = (edit.Policy, edit.Hedges, edit.HedgeBudget);
            await database.SaveChangesAsync(cancellationToken);
        }

        await endpoints.ReapplyAsync(cancellationToken);
        return null;
    }

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
            await database.Pools.Where(row => row.Name == name).ExecuteDeleteAsync(cancellationToken);
        await endpoints.ReapplyAsync(cancellationToken);
    }

    /// <summary>A model that is only missing because its endpoint is down may be a member.</summary>
    private string? ProblemOf(string member, IReadOnlyList<EndpointConfig> known)
    {
        if (gateway.Models.Any(model => model.Id == member && model.Endpoint != PoolEndpoint))
            return null;
        var slash = member.IndexOf('/', StringComparison.Ordinal);
        var endpoint = slash < 0 ? null : known.FirstOrDefault(endpoint => endpoint.Name == member[..slash]);
        return endpoint is { Models.Count: 0 } ? null : $"There is no model {member}.";
    }

    /// <summary>What the gateway calls the endpoint of pools; a pool is no member of another.</summary>
    private const string PoolEndpoint = "pool";
}
