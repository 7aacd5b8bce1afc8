using LatencyPortal.Fleet;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using LatencyPortal.Settings.FastModels;
using LatencyPortal.Settings.Routes;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Settings;

public sealed class EndpointUsesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0, 0, null)]
    [InlineData(1, 0, 0, "1 pool uses it.")]
    [InlineData(0, 0, 2, "2 output limits use it.")]
    [InlineData(2, 1, 0, "2 pools and 1 fast pair use it.")]
    [InlineData(1, 1, 1, "1 pool, 1 fast pair and 1 output limit use it.")]
    public void Describe_Counts_AreASentence(int pools, int fastPairs, int outputLimits, string? expected) =>
        Assert.Equal(expected, EndpointUses.Describe(pools, fastPairs, outputLimits));

    [Fact]
    public async Task Describe_WhatNamesItsModels_IsCounted()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync(endpoint.BaseUrl);
        var uses = portal.Services.GetRequiredService<EndpointUses>();
        Assert.Null(await uses.DescribeAsync("test", Stop));

        Assert.Null(await portal.Services.GetRequiredService<PoolStore>().SaveAsync(
            new PoolEdit("mine", [PortalFactory.Model], PoolPolicy.Order, Hedges: false, ExtraCalls: 5), isNew: true, Stop));
        await portal.Services.GetRequiredService<FastModelStore>().SetAsync("portal-assistant", PortalFactory.Model, Stop);
        await portal.Services.GetRequiredService<FastModelStore>().SetAsync(PortalFactory.Model, "test-2/m", Stop);
        await portal.Services.GetRequiredService<RouteStore>().SetAsync("mine", 100, Stop);

        Assert.Equal("1 pool and 2 fast pairs use it.", await uses.DescribeAsync("test", Stop));
        Assert.Equal("1 fast pair uses it.", await uses.DescribeAsync("test-2", Stop));
        Assert.Null(await uses.DescribeAsync("tes", Stop));
    }
}
