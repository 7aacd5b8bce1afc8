using Bunit;
using LatencyPortal.Fleet;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Resilience;
using LatencyPortal.Settings;
using LatencyPortal.Telemetry;
using Xunit;

namespace LatencyPortal.Tests.Fleet;

/// <summary>Rows, states and the waterfall of a test as they are drawn.</summary>
public sealed class PartsTests : BunitContext
{
    private static readonly EndpointView View = new("eu", "https://eu.example/v1", true, [], EndpointSource.Portal, null);
    private static readonly FleetEndpoint Well = new("eu", null, false, BreakerState.Closed, TimeSpan.Zero, Rests: false, new QueueState(0, 0, 4, 2));
    private static readonly ConnectionSample Answered = new(DateTimeOffset.UnixEpoch, new ConnectionTiming(1, 10, 20, 30), 25, null, null);

    [Fact]
    public void State_WhatMattersMost_ComesFirst()
    {
        Assert.Equal("Healthy", EndpointState.Of(Well, Answered).Word);
        Assert.Equal("Not measured", EndpointState.Of(Well, null).Word);
        Assert.Equal("Not reached", EndpointState.Of(Well, Answered with { Timing = new(null, null, null, null), Error = "down" }).Word);
        Assert.Equal("Key refused", EndpointState.Of(Well, Answered with { Kind = ModelErrorKind.WrongKey }).Word);
        var page = EndpointState.Of(Well, Answered with { Error = "a web page", Kind = ModelErrorKind.ProviderError });
        Assert.Equal(("missed", "Wrong answer", "a web page"), (page.Css, page.Word, page.Why));
        Assert.Equal("Healthy", EndpointState.Of(Well, Answered with { Error = "no list", Kind = ModelErrorKind.ProviderError, HasNoList = true }).Word);
        Assert.Equal("Resting", EndpointState.Of(Well with { Rests = true }, Answered).Word);
        Assert.Equal("Healthy", EndpointState.Of(Well with { Queue = new(4, 1, 4, 2) }, Answered).Word);
        Assert.Equal("Full", EndpointState.Of(Well with { Queue = new(4, 2, 4, 2) }, Answered).Word);
        Assert.Equal("On trial", EndpointState.Of(Well with { Breaker = BreakerState.HalfOpen }, Answered).Word);
        var open = EndpointState.Of(Well with { Breaker = BreakerState.Open, TriedAgainIn = TimeSpan.FromSeconds(4.2) }, Answered);
        Assert.Equal(("Left alone", "Too many calls failed. Tried again in 5 s."), (open.Word, open.Why));
        Assert.Equal("Drained", EndpointState.Of(Well with { Drained = true, Breaker = BreakerState.Open }, Answered).Word);
    }

    [Fact]
    public void Row_ModelsWithoutACall_AreFoldedAway_AndHaveNoZeros()
    {
        FleetModel[] models =
        [
            .. Enumerable.Range(0, 9).Select(i => new FleetModel($"eu/idle-{i}", "eu", 0, null, null, null)),
            new("eu/busy", "eu", 12, 120, 340, 8.25),
        ];

        var row = Render<FleetRow>(parameters => parameters
            .Add(part => part.Endpoint, View).Add(part => part.Standing, Well).Add(part => part.Models, models)
            .Add(part => part.Figures, new ConnectionFigures([Answered])).Add(part => part.Scale, 100));

        var lines = row.FindAll("tbody tr").Select(line => string.Join('|', line.Children.Select(cell => cell.TextContent))).ToList();
        Assert.Equal(["idle-0|–|–|–|0", "idle-1|–|–|–|0", "busy|120 ms|340 ms|8.3 ms|12"], lines);
        Assert.Contains("and 7 more models", row.Find(".more").TextContent, StringComparison.Ordinal);
        Assert.Equal(["width: 1%", "width: 10%", "width: 20%", "width: 30%"], row.FindAll(".track span").Select(span => span.GetAttribute("style")));
    }

    [Fact]
    public void Row_Queue_IsShownAgainstItsLimits()
    {
        var row = Render<FleetRow>(parameters => parameters
            .Add(part => part.Endpoint, View).Add(part => part.Standing, Well with { Queue = new(2000, 37, 2000, 1000) }).Add(part => part.Models, [])
            .Add(part => part.Figures, new ConnectionFigures([Answered])).Add(part => part.Scale, 100));

        Assert.Equal(["Running2,000 of 2,000", "Waiting37 of 1,000"], row.FindAll(".queue > div").Select(part => part.TextContent));
        Assert.Equal("2037 in flight", row.Find(".calls").TextContent);
    }

    [Theory]
    [InlineData(null, 10)]
    [InlineData(9.0, 10)]
    [InlineData(10.0, 10)]
    [InlineData(11.0, 20)]
    [InlineData(230.0, 500)]
    [InlineData(501.0, 1000)]
    public void Scale_EndsAtARoundNumber(double? longest, double end) => Assert.Equal(end, FleetScale.EndOf([longest, 3, null]));

    [Fact]
    public void Lines_WhereNothingAnswered_HaveAGap()
    {
        var failed = Answered with { Timing = new(null, null, null, null) };

        Assert.Equal(2, FleetScale.Lines([Answered, Answered, failed, Answered]).Count);
        Assert.Empty(FleetScale.Lines([failed]));
        Assert.Empty(FleetScale.Lines([]));
    }

    [Fact]
    public void Phases_OfATest_FollowEachOther_AndCutWhereItFailed()
    {
        var timing = new ConnectionTiming(null, 10, 20, 30);

        var whole = EndpointTrialPhases.Of(timing, new RequestStamps { RequestWritten = 0, Headers = 5, FirstToken = 100, LastToken = 300, End = 301 }, 301, running: false);
        Assert.Equal([("Connect", 0, 10), ("TLS", 10, 30), ("List", 30, 60), ("Request", 60, 65), ("Prefill", 65, 160), ("Decode", 160, 360)], whole.Select(phase => (phase.Name, phase.Start, phase.End)));
        var failed = EndpointTrialPhases.Of(timing, new RequestStamps { Headers = 5, End = 50 }, 50, running: false);
        Assert.Equal(("Prefill", 65, 110, true), (failed[^1].Name, failed[^1].Start, failed[^1].End, failed[^1].Cut));
        Assert.Empty(EndpointTrialPhases.Of(null, null, null, running: true));
    }

    [Theory]
    [InlineData("text-embedding-3-small gpt-5 gpt-5-mini", "gpt-5-mini")]
    [InlineData("llama3.2 qwen3", "llama3.2")]
    [InlineData("whisper-1", "whisper-1")]
    public void TrialModel_PrefersASmallOneThatChats(string listed, string chosen) => Assert.Equal(chosen, TrialModel.ChooseFrom(listed.Split(' ')));

    [Fact]
    public void TrialModel_OfNothing_IsNothing() => Assert.Null(TrialModel.ChooseFrom([]));
}
