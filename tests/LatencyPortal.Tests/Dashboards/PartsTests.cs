using Bunit;
using LatencyPortal.Dashboards;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using Xunit;

namespace LatencyPortal.Tests.Dashboards;

/// <summary>Tiles, waterfall, stamps and figures as they are drawn.</summary>
public sealed class PartsTests : BunitContext
{
    private static readonly MetricSummary Nothing = new(0, 0, null, null, null);

    [Fact]
    public void MetricTiles_NoData_SaysSoAndNeverZero()
    {
        var tiles = Render<MetricTiles>(parameters => parameters
            .Add(tile => tile.Summary, new LatencySummary { Ttft = Nothing, Tpot = Nothing, EndToEnd = Nothing })
            .Add(tile => tile.Targets, new LatencyTargets())).FindAll(".tile");

        Assert.Equal(4, tiles.Count);
        Assert.All(tiles, tile =>
        {
            Assert.StartsWith("no data", tile.QuerySelector(".value")!.TextContent, StringComparison.Ordinal);
            Assert.Contains("No data", tile.QuerySelector(".verdict")!.TextContent, StringComparison.Ordinal);
            Assert.Equal("n = 0", tile.QuerySelector(".count")!.TextContent);
        });
    }

    [Theory]
    [InlineData(100, "Good")]
    [InlineData(95, "Good")]
    [InlineData(94, "At risk")]
    [InlineData(50, "At risk")]
    [InlineData(49, "Missed")]
    public void MetricTiles_Share_DecidesTheWord(int good, string word)
    {
        var tiles = Render<MetricTiles>(parameters => parameters
            .Add(tile => tile.Summary, new LatencySummary { Ttft = new(100, good, 120, 340, 150), Tpot = Nothing, EndToEnd = Nothing })
            .Add(tile => tile.Targets, new LatencyTargets())).FindAll(".tile");

        Assert.Contains(word, tiles[0].QuerySelector(".verdict")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("120 ms", tiles[0].QuerySelector(".value")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("340 ms p95", tiles[0].QuerySelector(".second")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"{good} % within 300 ms", tiles[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("n = 100", tiles[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Waterfall_CutPhase_NamesItsEnd()
    {
        var record = Records.Complete() with { Outcome = RequestOutcome.Failed, Stamps = new RequestStamps { RequestWritten = 10, End = 500 } };

        var waterfall = Render<Waterfall>(parameters => parameters
            .Add(part => part.Phases, PhaseBuilder.Build(record)).Add(part => part.EndedWord, "failed"));

        Assert.Contains("failed", waterfall.Find("li.connect.cut").TextContent, StringComparison.Ordinal);
        Assert.Contains("490 ms", waterfall.Find("li.connect .length").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void StampTable_UnknownStamps_AreDashes()
    {
        var record = Records.Complete() with { Stamps = new RequestStamps { RequestWritten = 1.25, End = 2 } };

        var rows = Render<StampTable>(parameters => parameters.Add(table => table.Record, record)).FindAll("tbody tr");

        Assert.Equal(["t0", "t1", "t2", "t3", "t4", "t5", "tn", "tend"], rows.Select(row => row.QuerySelector("th")!.TextContent));
        Assert.Equal(["0.0 ms", "1.3 ms", "–", "–", "–", "–", "–", "2.0 ms"], rows.Select(row => row.QuerySelector(".n")!.TextContent));
    }

    [Fact]
    public void FigureList_SingleToken_HasNoTpot()
    {
        var figures = Render<FigureList>(parameters => parameters.Add(list => list.Record, Records.Complete() with { OutputTokens = 1 }));

        var tpot = figures.FindAll("dl > div").Single(figure => figure.QuerySelector("dt")!.TextContent == "TPOT");
        Assert.Equal("–", tpot.QuerySelector("strong")!.TextContent);
        Assert.Contains("needs two output tokens", tpot.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void FigureList_EstimatedTokens_AreMarked()
    {
        var figures = Render<FigureList>(parameters => parameters.Add(list => list.Record, Records.Complete() with { TokensEstimated = true }));

        Assert.Contains("~21", figures.Markup, StringComparison.Ordinal);
        Assert.Contains("~10 ms", figures.Markup, StringComparison.Ordinal);
    }
}
