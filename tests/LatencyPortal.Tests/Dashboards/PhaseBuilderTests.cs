using LatencyPortal.Dashboards;
using LatencyPortal.Telemetry;
using Xunit;

namespace LatencyPortal.Tests.Dashboards;

public sealed class PhaseBuilderTests
{
    [Fact]
    public void Build_AllStamps_GivesEveryPhase()
    {
        var phases = PhaseBuilder.Build(Records.Complete());

        Assert.Equal(
            [("Portal", 0, 10), ("Connect", 10, 30), ("Prefill", 30, 110), ("Decode", 110, 310), ("End", 310, 312), ("Paint", 110.0, 140.0)],
            phases.Select(phase => (phase.Name, phase.Start, phase.End)));
        Assert.DoesNotContain(phases, phase => phase.Cut);
    }

    [Fact]
    public void Build_LocalModel_QueuesInsteadOfConnecting() =>
        Assert.Contains(PhaseBuilder.Build(Records.Complete() with { Endpoint = "local" }), phase => phase is { Name: "Queue", Css: "queue" });

    [Fact]
    public void Build_SingleToken_HasNoDecode()
    {
        var record = Records.Complete();

        var phases = PhaseBuilder.Build(record with { OutputTokens = 1, Stamps = record.Stamps with { LastToken = 110 } });

        Assert.DoesNotContain(phases, phase => phase.Name == "Decode");
    }

    [Fact]
    public void Build_FailedWhileConnecting_CutsThatPhaseOnly()
    {
        var record = Records.Complete() with
        {
            Outcome = RequestOutcome.Failed,
            Stamps = new RequestStamps { RequestWritten = 10, End = 500 },
        };

        var phases = PhaseBuilder.Build(record);

        Assert.Equal(["Portal", "Connect"], phases.Select(phase => phase.Name));
        Assert.Equal((true, 500.0), (phases[1].Cut, phases[1].End));
    }

    [Fact]
    public void Build_HeadersUnknown_PrefillBeginsAtTheRequest()
    {
        var record = Records.Complete();

        var phases = PhaseBuilder.Build(record with { Stamps = record.Stamps with { Headers = null } });

        Assert.Equal((10.0, 110.0), phases.Where(phase => phase.Name == "Prefill").Select(phase => (phase.Start, phase.End)).Single());
        Assert.DoesNotContain(phases, phase => phase.Name == "Connect");
    }

    [Fact]
    public void Build_NoStamps_GivesNothing() =>
        Assert.Empty(PhaseBuilder.Build(Records.Complete() with { Stamps = default }));
}
