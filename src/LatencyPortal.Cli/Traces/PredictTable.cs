namespace LatencyPortal.Cli.Traces;

/// <summary>The prediction for people.</summary>
internal static class PredictTable
{
    public static void Write(PredictReport report, Terminal terminal)
    {
        var output = terminal.Output;
        output.WriteLine($"{report.Trace} ({report.Format}{(report.Block is { } block ? $", blocks of {block} tokens" : "")})");
        output.WriteLine(
            $"Each cache holds {(report.Capacity is { } capacity ? $"{capacity:N0} blocks" : "all blocks")}"
            + $"{(report.Ttl is { } ttl ? $", {ttl:0.###} s after their last use" : "")}; "
            + (report.Policy is null ? "1 replica" : $"{report.Replicas.Count} replicas, {report.Policy}"));
        output.WriteLine();
        var all = new CacheReport(
            report.Requests, report.Blocks, report.HitBlocks, report.HitBlockShare, report.Tokens, report.HitTokens, report.HitTokenShare);
        List<string[]> rows =
        [
            ["", "requests", "blocks", "hit blocks", "share", "tokens", "hit tokens", "share"],
            Row("all", all),
            Row("second half", report.SecondHalf),
        ];
        if (report.Policy is not null)
            rows.AddRange(report.Replicas.Select((replica, index) => Row($"replica {index + 1}", replica)));
        terminal.WriteTable(rows);
        output.WriteLine();
        if (report.Policy is not null)
            output.WriteLine($"Busiest replica: {report.Imbalance:F2} times the mean of requests");
        if (report.ReportedRequests > 0)
        {
            output.WriteLine(
                $"Cached tokens of the {report.ReportedRequests:N0} requests whose provider told: {report.ReportedCachedTokens:N0} told, "
                + $"{report.PredictedCachedTokens:N0} predicted, off by {report.AbsoluteError:N0} in all and {report.MeanAbsoluteError:N1} a request");
        }

        output.WriteLine("Hits: blocks of each prompt that were there, from its start on without a gap. Share of tokens: hit tokens / tokens of all prompts.");
    }

    private static string[] Row(string name, CacheReport figures) =>
    [
        name, $"{figures.Requests:N0}", $"{figures.Blocks:N0}", $"{figures.HitBlocks:N0}", Share(figures.HitBlockShare),
        $"{figures.Tokens:N0}", $"{figures.HitTokens:N0}", Share(figures.HitTokenShare),
    ];

    private static string Share(double? share) => share is { } known ? $"{100 * known:F2} %" : "-";
}
