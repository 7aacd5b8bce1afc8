using LatencyPortal.Chat;
using LatencyPortal.Chat.Anatomy;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;
using Xunit;

namespace LatencyPortal.Tests.Chat.Anatomy;

/// <summary>The rows of the waterfall, and the times kept with an answer.</summary>
public sealed class AnatomyPhasesTests
{
    private static readonly RequestStamps All = new() { RequestWritten = 5, Headers = 25, FirstToken = 105, FirstAnswer = 105, LastToken = 505, FirstPaint = 125, End = 510 };

    [Fact]
    public void Local_QueuesAndDoesNotConnect() =>
        Assert.Equal([5, 20, null, 80, 100, 400, 20], Lengths(Data(All, isLocal: true)));

    [Fact]
    public void Endpoint_ConnectsAndItsQueueIsUnknown()
    {
        var phases = AnatomyPhases.Of(Data(All, isLocal: false));

        Assert.Equal([5, null, 20, 80, 100, 400, 20], phases.Select(phase => phase.Length));
        Assert.StartsWith("Estimate", phases[3].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordGone_EverythingIsBlank() =>
        Assert.All(Lengths(AnswerAnatomyData.Ended(new AnswerFigures(1, 2, 3, false), null, null)), Assert.Null);

    [Fact]
    public void Live_ThePhaseInProgressGrows()
    {
        var phases = AnatomyPhases.Of(Data(new() { RequestWritten = 5, Headers = 25 }, isLocal: true) with { NowMs = 65 });

        Assert.Equal("Prefill", Assert.Single(phases, phase => phase.IsRunning).Name);
        Assert.Equal([5, 20, null, 40, null, null, null], phases.Select(phase => phase.Length));
    }

    [Fact]
    public void Timings_AreKeptWithTheMarks()
    {
        var timings = new AnswerTimings(new RequestContext(TimeProvider.System, "chat"));
        Assert.Null(timings.Mark(null));

        timings.AddPaint(double.NaN);
        timings.AddPaint(-1);
        for (var i = 0; i < 20; i++)
            timings.AddPaint(i == 0 ? 90 : 10);

        var times = timings.Mark(null)!.Times!;
        Assert.Equal(20, times.Frames);
        Assert.InRange(times.PaintP95Ms!.Value, 9.7, 10.4);
    }

    private static AnswerAnatomyData Data(RequestStamps stamps, bool isLocal) => new(AnswerFigures.None, null, null) { Stamps = stamps, IsLocal = isLocal };

    private static IEnumerable<double?> Lengths(AnswerAnatomyData data) => AnatomyPhases.Of(data).Select(phase => phase.Length);
}
