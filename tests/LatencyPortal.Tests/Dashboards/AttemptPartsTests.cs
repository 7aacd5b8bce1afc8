using Bunit;
using LatencyPortal.Dashboards;
using LatencyPortal.Telemetry;
using LatencyPortal.Telemetry.Storage;
using Xunit;

namespace LatencyPortal.Tests.Dashboards;

/// <summary>Attempts of a request and the cost of hedging as they are drawn.</summary>
public sealed class AttemptPartsTests : BunitContext
{
    private static readonly RequestRecord Refused = Records.Complete() with
    {
        Model = "one/m",
        Region = "eu",
        Outcome = RequestOutcome.Failed,
        ErrorKind = "queue_full",
        OutputTokens = null,
        Stamps = new RequestStamps { End = 4 },
    };

    private static readonly RequestRecord Answer = Records.Complete() with
    {
        ParentId = Refused.Id,
        Model = "two/m",
        Attempt = AttemptKind.Failover,
    };

    [Fact]
    public void AttemptList_TellsWhoAnswered_AndLinksTheOthers()
    {
        var list = Render<AttemptList>(parameters => parameters.Add(part => part.Attempts, new RequestAttempts([Answer, Refused])).Add(part => part.Shown, Refused.Id));

        var rows = list.FindAll("li:not(.axis)");
        Assert.Equal(["First", "Failover"], rows.Select(row => row.QuerySelector(".name")!.TextContent.Trim()));
        Assert.Equal("page", rows[0].QuerySelector(".name strong")!.GetAttribute("aria-current"));
        Assert.Equal($"/latency/{Answer.Id}", rows[1].QuerySelector(".name a")!.GetAttribute("href"));
        Assert.Contains("Failed, queue full", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("eu", rows[0].QuerySelector(".who")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("won", rows[1].ClassName);
        Assert.Contains("Answered", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("TTFT 100 ms", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("The failover answered. The request counts once, by it.", list.Find("p").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void AttemptList_LostHedge_ShowsWhatItWasted()
    {
        var lost = Records.Complete() with { Outcome = RequestOutcome.Cancelled, WastedTokens = 7, Attempt = AttemptKind.Hedge, ParentId = Refused.Id };
        var won = Records.Complete() with { Id = Refused.Id };

        var list = Render<AttemptList>(parameters => parameters.Add(part => part.Attempts, new RequestAttempts([won, lost])).Add(part => part.Shown, won.Id));

        var row = list.FindAll("li:not(.axis)")[1];
        Assert.Contains("Lost: another was sooner", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("wasted 7 tokens", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("7 tokens were written for nobody", list.Find("p").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void AttemptList_NobodyAnswered_SaysSo()
    {
        var second = Refused with { Id = Guid.NewGuid(), ParentId = Refused.Id, Attempt = AttemptKind.Failover };

        var list = Render<AttemptList>(parameters => parameters.Add(part => part.Attempts, new RequestAttempts([Refused, second])).Add(part => part.Shown, Refused.Id));

        Assert.Contains("None of 2 attempts answered.", list.Find("p").TextContent, StringComparison.Ordinal);
        Assert.Empty(list.FindAll(".won"));
    }

    [Fact]
    public void HedgeCosts_StandBesideTheirBudget()
    {
        var table = Render<HedgeCostTable>(parameters => parameters
            .Add(part => part.Costs, [new HedgeCost("both", 2000, 80, 60, 12_345), new HedgeCost("gone", 10, 1, 0, 0)])
            .Add(part => part.Budgets, new Dictionary<string, double> { ["both"] = 0.05 }));

        var rows = table.FindAll("tbody tr").Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent)));
        Assert.Equal(["both|2,000|80, 4 %|5 %|60|12,345", "gone|10|1, 10 %|none now|0|0"], rows);
    }

    [Fact]
    public void HedgeCosts_WithoutAny_AreNotThere() => Assert.Empty(Render<HedgeCostTable>(parameters => parameters
        .Add(part => part.Costs, []).Add(part => part.Budgets, new Dictionary<string, double>())).Markup.Trim());
}
