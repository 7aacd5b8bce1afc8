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
    /// <summary>What a pool has that was saved without hedging.</summary>
    private const double UsualBudget = 0.05;

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
        // Without hedging the field is not shown, so what stands in it is no fault.
        var wrongBudget = PoolRules.CheckExtraCalls(edit.ExtraCalls);
        if (edit.Hedges && wrongBudget is not null)
            return wrongBudget;
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            var row = await database.Pools.FindAsync([edit.Name], cancellationToken);
            if (row is not null && isNew)
                return $"There is a pool named {edit.Name} already; edit it or choose another name.";
            if (row is null)
                database.Pools.Add(row = new PoolRow { Name = edit.Name, MembersJson = "[]", HedgeBudget = UsualBudget });
            row.MembersJson = JsonSerializer.Serialize(edit.Members);
            (row.Policy, row.Hedges) = (edit.Policy, edit.Hedges);
            if (wrongBudget is null)
                row.HedgeBudget = edit.ExtraCalls!.Value / 100;
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
