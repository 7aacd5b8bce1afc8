using LatencyPortal.Data;
using LatencyPortal.Fleet;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Fleet;

/// <summary>Pools and drained endpoints, from the database to the gateway.</summary>
public sealed class PoolStoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_Pool_IsAModelUntilItIsRemoved()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync(endpoint.BaseUrl);
        var pools = portal.Services.GetRequiredService<PoolStore>();
        var gateway = portal.Services.GetRequiredService<ModelGateway>();

        Assert.Null(await pools.SaveAsync(Pool("mine") with { Hedges = true, ExtraCalls = 20 }, isNew: true, Stop));

        Assert.True(gateway.TryGet("mine", out _));
        var standing = Assert.Single(gateway.ViewFleet().Pools);
        Assert.Equal((PortalFactory.Model, true, 0.2), (standing.First, standing.Config.Hedges, standing.Config.HedgeBudget));
        Assert.Contains("already", await pools.SaveAsync(Pool("mine"), isNew: true, Stop), StringComparison.Ordinal);
        Assert.Null(await pools.SaveAsync(Pool("mine") with { Policy = PoolPolicy.Fastest }, isNew: false, Stop));
        Assert.Equal(PoolPolicy.Fastest, Assert.Single(gateway.ViewFleet().Pools).Config.Policy);
        await pools.RemoveAsync("mine", Stop);
        Assert.False(gateway.TryGet("mine", out _));
    }

    [Fact]
    public async Task Save_WhatCannotWork_IsExplained()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync(
            endpoint.BaseUrl, more: [("LatencyPortal:Pools:0:Name", "given"), ("LatencyPortal:Pools:0:Members:0", PortalFactory.Model)]);
        var pools = portal.Services.GetRequiredService<PoolStore>();

        foreach (var (edit, says) in new (PoolEdit, string)[]
        {
            (Pool("a/b"), "lower-case letters"),
            (Pool("given"), "comes from configuration"),
            (Pool("p") with { Members = [] }, "needs 1 to 64 members"),
            (Pool("p") with { Members = ["test/other"] }, "There is no model test/other."),
            (Pool("p") with { Members = ["given"] }, "There is no model given."),
            (Pool("p") with { Hedges = true, ExtraCalls = 0 }, "a number from 0.1 to 100"),
            (Pool("p") with { Hedges = true, ExtraCalls = 101 }, "a number from 0.1 to 100"),
            (Pool("p") with { Hedges = true, ExtraCalls = null }, "a number from 0.1 to 100"),
        })
            Assert.Contains(says, await pools.SaveAsync(edit, isNew: true, Stop), StringComparison.Ordinal);
        Assert.Equal("given", Assert.Single(portal.Services.GetRequiredService<ModelGateway>().ViewFleet().Pools).Config.Name);
    }

    [Fact]
    public async Task Drain_EndpointOfConfiguration_PassesToTheOtherMember_AndComesBack()
    {
        await using var first = await ScriptedEndpoint.StartAsync();
        await using var second = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync(first.BaseUrl);
        var store = portal.Services.GetRequiredService<EndpointStore>();
        var gateway = portal.Services.GetRequiredService<ModelGateway>();
        Assert.Null(await store.SaveAsync(new EndpointEdit("added", second.BaseUrl.ToString(), null, ["m"]) { Region = " eu-west " }, Stop));
        Assert.Null(await portal.Services.GetRequiredService<PoolStore>().SaveAsync(Pool("both") with { Members = [PortalFactory.Model, "added/m"] }, isNew: true, Stop));

        await store.SetDrainedAsync("test", true, Stop);

        Assert.Equal("added/m", FirstOf(gateway));
        Assert.False(gateway.TryGet(PortalFactory.Model, out _));
        Assert.Equal([("test", true), ("added", false)], (await store.ListAsync(Stop)).Select(endpoint => (endpoint.Name, endpoint.Drained)));
        await store.SetDrainedAsync("added", true, Stop);
        Assert.Null(FirstOf(gateway));
        await store.SetDrainedAsync("test", false, Stop);
        Assert.Equal(PortalFactory.Model, FirstOf(gateway));
        Assert.Equal("eu-west", gateway.ViewFleet().Endpoints.Single(endpoint => endpoint.Name == "added").Region);
        // What is edited stays drained.
        Assert.Null(await store.SaveAsync(new EndpointEdit("added", second.BaseUrl.ToString(), null, ["m"]), Stop));
        Assert.True(gateway.ViewFleet().Endpoints.Single(endpoint => endpoint.Name == "added").Drained);
    }

    [Fact]
    public async Task Migrate_OldEndpoint_SpeaksWhatAllSpoke()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        await using var database = new PortalDbContext(new DbContextOptionsBuilder<PortalDbContext>().UseSqlite(connection).Options);
        await database.GetService<IMigrator>().MigrateAsync("Search", Stop);
        await database.Database.ExecuteSqlAsync($"""INSERT INTO "Endpoints" ("Name", "BaseUrl", "ModelsJson", "Enabled") VALUES ('old', 'http://old/v1', '[]', 1)""", Stop);

        await database.Database.MigrateAsync(Stop);

        var row = await database.Endpoints.SingleAsync(Stop);
        Assert.Equal((ProviderKind.OpenAI, null, false), (row.Provider, row.Region, row.Drained));
    }

    private static string? FirstOf(ModelGateway gateway) => Assert.Single(gateway.ViewFleet().Pools).First;

    private static PoolEdit Pool(string name) => new(name, [PortalFactory.Model], PoolPolicy.Order, Hedges: false, ExtraCalls: 5);
}
