using System.Text.Json.Nodes;
using LatencyPortal.Controls;
using LatencyPortal.Telemetry.Storage;

namespace LatencyPortal.Dashboards;

/// <summary>One metric over time as ECharts options: p50, p95 and the target; buckets without data are gaps.</summary>
internal static class LatencyChart
{
    private const string Muted = "var(--lp-muted)";
    private const string Line = "var(--lp-line)";

    public static JsonObject Option(LatencyView view, ChartMetric metric)
    {
        var target = metric.Target(view.Targets);
        // The target stays in sight, however far the values are from it; a tenth of air above the highest.
        var (top, step) = Scale(Math.Max(target, view.Series.Max(metric.P95) ?? 0) * 1.1);
        return new JsonObject
        {
            ["animation"] = false,
            ["textStyle"] = new JsonObject { ["fontFamily"] = "system-ui, sans-serif" },
            ["grid"] = new JsonObject { ["left"] = 56, ["right"] = 12, ["top"] = 12, ["bottom"] = 28 },
            ["tooltip"] = new JsonObject
            {
                ["trigger"] = "axis",
                ["confine"] = true,
                ["transitionDuration"] = 0,
                ["backgroundColor"] = "var(--lp-surface)",
                ["borderColor"] = Line,
                ["textStyle"] = new JsonObject { ["color"] = "var(--lp-text)", ["fontSize"] = 12 },
                ["axisPointer"] = new JsonObject { ["lineStyle"] = new JsonObject { ["color"] = Muted } },
            },
            ["xAxis"] = new JsonObject
            {
                ["type"] = "time",
                ["min"] = view.From.ToUnixTimeMilliseconds(),
                ["max"] = view.To.ToUnixTimeMilliseconds(),
                ["axisLine"] = new JsonObject { ["lineStyle"] = new JsonObject { ["color"] = Line } },
                ["axisTick"] = new JsonObject { ["show"] = false },
                ["axisLabel"] = new JsonObject { ["color"] = Muted, ["fontSize"] = 11, ["hideOverlap"] = true },
                ["splitNumber"] = 4,
            },
            ["yAxis"] = new JsonObject
            {
                ["type"] = "value",
                ["min"] = 0,
                ["max"] = top,
                ["interval"] = step,
                ["axisLabel"] = new JsonObject { ["color"] = Muted, ["fontSize"] = 11 },
                ["splitLine"] = new JsonObject { ["lineStyle"] = new JsonObject { ["color"] = Line } },
            },
            ["series"] = new JsonArray(
                Series("p95", view.Series, metric.P95, metric.Colour, 1.25, 0.55, null),
                Series("p50", view.Series, metric.P50, metric.Colour, 2, 1, TargetLine(target))),
        };
    }

    /// <summary>The chart in a sentence, for those who do not see it.</summary>
    public static string Label(LatencyView view, ChartMetric metric)
    {
        var medians = view.Series.Select(metric.P50).OfType<double>().ToList();
        if (medians.Count == 0)
            return $"{metric.Name} {view.Query.Range.Words}: no data.";
        return $"{metric.Name} {view.Query.Range.Words}: p50 from {Milliseconds.Format(medians.Min())} to {Milliseconds.Format(medians.Max())}, " +
            $"p95 up to {Milliseconds.Format(view.Series.Max(metric.P95))}, target {Milliseconds.Limit(metric.Target(view.Targets))}.";
    }

    private static JsonObject Series(
        string name, IReadOnlyList<LatencyPoint> points, Func<LatencyPoint, double?> value, string colour, double width, double opacity, JsonObject? target)
    {
        var series = new JsonObject
        {
            ["name"] = name,
            ["type"] = "line",
            ["connectNulls"] = false,
            // A lone bucket between gaps has no line; its dot is all there is of it.
            ["showSymbol"] = true,
            ["showAllSymbol"] = true,
            ["symbol"] = "circle",
            ["symbolSize"] = 4,
            ["color"] = colour,
            ["lineStyle"] = new JsonObject { ["width"] = width, ["opacity"] = opacity, ["type"] = name == "p95" ? "dashed" : "solid" },
            ["itemStyle"] = new JsonObject { ["opacity"] = opacity },
            ["emphasis"] = new JsonObject { ["disabled"] = true },
            ["data"] = new JsonArray([.. points.Select(point => (JsonNode)new JsonArray(point.Start.ToUnixTimeMilliseconds(), Round(value(point))))]),
        };
        if (target is not null)
            series["markLine"] = target;
        return series;
    }

    private static JsonObject TargetLine(double target) => new()
    {
        ["silent"] = true,
        ["symbol"] = "none",
        ["lineStyle"] = new JsonObject { ["color"] = Muted, ["type"] = "dotted", ["width"] = 1.5 },
        ["label"] = new JsonObject
        {
            ["position"] = "insideStartTop",
            ["color"] = Muted,
            ["fontSize"] = 11,
            ["backgroundColor"] = "var(--lp-bg)",
            ["padding"] = 2,
            ["formatter"] = $"target {Milliseconds.Limit(target)}",
        },
        ["data"] = new JsonArray(new JsonObject { ["yAxis"] = target }),
    };

    private static JsonNode? Round(double? value) => value is { } number ? Math.Round(number, 2) : null;

    /// <summary>The next round number and its even steps, so that the scale moves seldom.</summary>
    private static (double Top, double Step) Scale(double value)
    {
        (double Top, int Steps)[] choices = [(1, 4), (1.5, 3), (2, 4), (3, 3), (4, 4), (5, 5), (6, 3), (8, 4), (10, 4)];
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        var (top, steps) = choices.First(choice => choice.Top * power >= value * 0.9999);
        return (Math.Round(top * power, 6), Math.Round(top * power / steps, 6));
    }
}
