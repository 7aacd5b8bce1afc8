using System.Diagnostics;
using System.Globalization;
using System.Text;
using LatencyPortal.Telemetry.Slo;
using Xunit;

namespace LatencyPortal.Telemetry.Tests.Slo;

/// <summary>The portal's alerts fire at the same minutes as the rules that it writes for Prometheus, by Prometheus' own tool.</summary>
public sealed class PromtoolTests
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    /// <summary>Target, and per minute how many requests came and which share of them was bad.</summary>
    public static TheoryData<string, double, int, int> Scenarios => new()
    {
        { "quiet", 0.99, 120, 1 },
        { "outage", 0.99, 180, 2 },
        { "short outage", 0.999, 180, 3 },
        { "slow burn", 0.99, 600, 4 },
        { "flapping", 0.95, 300, 5 },
        { "night", 0.99, 240, 6 },
        { "sparse", 0.95, 300, 7 },
        { "all bad", 0.90, 200, 8 },
        { "recovers", 0.99, 480, 9 },
        { "bursts", 0.999, 300, 10 },
        { "gap", 0.99, 400, 11 },
        { "at the limit", 0.95, 200, 12 },
        { "one in a hundred", 0.99, 420, 13 },
        { "random", 0.97, 500, 14 },
        { "random, few", 0.9, 500, 15 },
    };

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Rules_FireWhenThePortalsAlertsDo(string name, double target, int minutes, int seed)
    {
        var objective = Objectives.Of(SloIndicator.Ttft, target) with { Name = name };
        var alerts = BurnAlert.Default(objective, leastRequests: 10);
        var counts = Traffic(name, minutes, new Random(seed));
        var recorded = counts.Select((count, i) => new MinuteCount(i, count)).Where(minute => minute.Count.Total > 0).ToList();
        var firings = alerts.SelectMany(alert => AlertReplay.Run(objective, alert, recorded, Epoch, Epoch.AddMinutes(minutes))).ToList();

        var folder = Directory.CreateTempSubdirectory("promtool");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rules.yaml"), PrometheusRules.Write([(objective, alerts)]), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "test.yaml"), TestFile(objective, alerts, counts, firings), TestContext.Current.CancellationToken);

            var (exit, output) = await RunAsync(folder.FullName);

            Assert.True(exit == 0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        // A scenario in which nothing fires would say little; one is meant to stay silent.
        Assert.Equal(name == "quiet", firings.Count == 0);
    }

    private static SloCount[] Traffic(string name, int minutes, Random random)
    {
        return [.. Enumerable.Range(0, minutes).Select(i =>
        {
            var total = name switch
            {
                "night" => i % 10 == 0 ? 1 : 0,
                "sparse" => i % 3 == 0 ? 8 : 1,
                "gap" => i is > 100 and < 250 ? 0 : 30,
                "bursts" => i % 60 < 5 ? 500 : 20,
                "random" => random.Next(0, 80),
                "random, few" => random.Next(0, 6),
                _ => 40,
            };
            var bad = name switch
            {
                "quiet" => i % 5 == 4 ? 0.025 : 0,
                "outage" => i is >= 60 and < 100 ? 1 : 0,
                "short outage" => i is >= 60 and < 64 ? 1 : 0,
                "slow burn" => 0.08,
                "flapping" => i % 20 < 10 ? 0.9 : 0,
                "night" => 1,
                "sparse" => i > 60 ? 0.6 : 0,
                "all bad" => i > 30 ? 1 : 0,
                "recovers" => i < 120 ? 0.5 : 0,
                "bursts" => i % 60 < 5 ? 0.05 : 0,
                "gap" => i >= 250 ? 0.3 : 0.05,
                "at the limit" => i > 20 ? 0.75 : 0,
                "one in a hundred" => 0.15,
                "random" => i % 100 > 50 ? random.NextDouble() : random.NextDouble() * 0.02,
                _ => i % 150 > 70 ? random.NextDouble() : 0,
            };
            return new SloCount(total - (int)Math.Round(total * bad), total);
        })];
    }

    private static string TestFile(SloObjective objective, IReadOnlyList<BurnAlert> alerts, SloCount[] counts, List<AlertFiring> firings)
    {
        var yaml = new StringBuilder("rule_files: [rules.yaml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n");
        Series(PrometheusRules.GoodMetric, count => count.Good);
        Series(PrometheusRules.TotalMetric, count => count.Total);
        yaml.Append("  alert_rule_test:\n");
        foreach (var alert in alerts.Where(alert => !alert.IsDead(objective)))
        {
            for (var minute = 1; minute <= counts.Length; minute++)
            {
                var at = Epoch.AddMinutes(minute);
                var fires = firings.Any(firing => firing.Alert == alert && firing.From <= at && !(firing.To <= at));
                yaml.Append(CultureInfo.InvariantCulture, $"  - eval_time: {minute}m\n    alertname: {PrometheusRules.NameOf(alert)}\n    exp_alerts:");
                yaml.Append(fires
                    ? string.Create(CultureInfo.InvariantCulture, $"\n    - exp_labels: {{ severity: {alert.Severity.ToString().ToLowerInvariant()}, slo: {objective.Id} }}\n      exp_annotations: {{ summary: \"{objective.Name}: the budget is spent {alert.Factor:0.###} times too fast\" }}\n")
                    : " []\n");
            }
        }

        return yaml.ToString();

        void Series(string metric, Func<SloCount, long> value)
        {
            // The counter's value at a minute is what was counted before it.
            var values = new List<long> { 0 };
            foreach (var count in counts)
                values.Add(values[^1] + value(count));
            yaml.Append(CultureInfo.InvariantCulture, $"  - series: '{metric}{{slo=\"{objective.Id}\"}}'\n    values: '{string.Join(' ', values)}'\n");
        }
    }

    private static async Task<(int Exit, string Output)> RunAsync(string folder)
    {
        using var promtool = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("PROMTOOL") ?? "promtool", ["test", "rules", "test.yaml"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (promtool.ExitCode, await output + await errors);
    }
}
