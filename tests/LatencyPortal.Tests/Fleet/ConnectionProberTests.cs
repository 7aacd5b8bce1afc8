using LatencyPortal.Fleet;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LatencyPortal.Tests.Fleet;

/// <summary>Rounds of measurements, called by hand on a clock that stands still.</summary>
public sealed class ConnectionProberTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Round_MeasuresWhatIsDue_AndForgetsWhatIsGone()
    {
        await using var near = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync(near.BaseUrl);
        var store = portal.Services.GetRequiredService<EndpointStore>();
        Assert.Null(await store.SaveAsync(new EndpointEdit("nowhere", "http://127.0.0.1:1/v1", null, ["m"]), Stop));
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var log = new ConnectionLog();
        using var prober = new ConnectionProber(store, portal.Services.GetRequiredService<ModelGateway>(), log, time, NullLogger<ConnectionProber>.Instance);

        await prober.RoundAsync(Stop);
        await prober.RoundAsync(Stop);

        var reached = Assert.Single(log.Of("test").Samples);
        Assert.True(reached is { IsReached: true, WarmMs: > 0, Error: null });
        var failed = Assert.Single(log.Of("nowhere").Samples);
        Assert.False(failed.IsReached);
        Assert.Equal((null, ModelErrorKind.Unreachable), (failed.WarmMs, failed.Kind));

        time.Advance(TimeSpan.FromSeconds(40));
        await prober.RoundAsync(Stop);
        Assert.Equal(2, log.Of("test").Samples.Count);

        await store.DeleteAsync("nowhere", Stop);
        await prober.RoundAsync(Stop);
        Assert.Empty(log.Of("nowhere").Samples);
        Assert.Equal(2, log.Of("test").Samples.Count);
    }

    [Theory]
    [InlineData(200, "<html>", "text/html", false)]
    [InlineData(200, "{}", "application/json", false)]
    [InlineData(500, "{}", "application/json", false)]
    [InlineData(404, "{}", "application/json", true)]
    [InlineData(404, "<html>", "text/html", true)]
    public async Task Round_NoListOfModels_IsToldFromAWrongAnswer(int status, string body, string contentType, bool hasNoList)
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        endpoint.ModelsScript = Script.Status(status, body, contentType);
        await using var portal = await PortalFactory.StartAsync(endpoint.BaseUrl);
        var log = new ConnectionLog();
        using var prober = new ConnectionProber(
            portal.Services.GetRequiredService<EndpointStore>(), portal.Services.GetRequiredService<ModelGateway>(), log, TimeProvider.System, NullLogger<ConnectionProber>.Instance);

        await prober.RoundAsync(Stop);

        var sample = Assert.Single(log.Of("test").Samples);
        Assert.True(sample is { IsReached: true, Error: not null });
        Assert.Equal(hasNoList, sample.HasNoList);
    }

    [Fact]
    public void Log_KeepsTheLastSixty_AndForgetsAnotherAddress()
    {
        var log = new ConnectionLog();
        var endpoint = new EndpointConfig { Name = "a", BaseUrl = new Uri("http://one/v1") };
        for (var i = 1; i <= 70; i++)
            log.Add(endpoint, Sample(i));

        Assert.Equal(60, log.Of("a").Samples.Count);
        Assert.Equal((70, 40), (log.Of("a").Latest!.Timing.ConnectMs, log.Of("a").Median.ConnectMs));
        log.Add(endpoint with { BaseUrl = new Uri("http://two/v1") }, Sample(5));
        Assert.Equal(5, Assert.Single(log.Of("a").Samples).Timing.ConnectMs);
    }

    [Fact]
    public void Figures_WhatWasNotReached_IsNotInTheMedian()
    {
        var figures = new ConnectionFigures([Sample(10), new(DateTimeOffset.UnixEpoch, new(1, 900, null, null), null, "down", ModelErrorKind.Timeout), Sample(30)]);

        Assert.Equal((2, 10), (figures.Reached, figures.Median.ConnectMs));
        Assert.Null(ConnectionFigures.None.Median.TotalMs);
    }

    private static ConnectionSample Sample(double connect) => new(DateTimeOffset.UnixEpoch, new ConnectionTiming(null, connect, null, 5), 4, null, null);
}
