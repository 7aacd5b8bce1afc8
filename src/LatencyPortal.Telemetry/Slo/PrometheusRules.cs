using System.Globalization;
using System.Text;

namespace LatencyPortal.Telemetry.Slo;

/// <summary>
/// Writes burn alerts as alerting rules for Prometheus, over the counters <see cref="GoodMetric"/> and <see cref="TotalMetric"/> that the
/// portal exports for each objective. They fire at the moments at which the portal's own alerts do.
/// </summary>
public static class PrometheusRules
{
    /// <summary>Counter of good requests, labelled <c>slo</c> with the objective's id.</summary>
    public const string GoodMetric = "latencyportal_slo_good_total";

    /// <summary>Counter of all requests that were counted, labelled as <see cref="GoodMetric"/>.</summary>
    public const string TotalMetric = "latencyportal_slo_requests_total";

    /// <summary>The rules of some objectives as YAML. Alerts that cannot fire are left out, with a remark; slices of time have no counters.</summary>
    public static string Write(IEnumerable<(SloObjective Objective, IReadOnlyList<BurnAlert> Alerts)> objectives)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        var yaml = new StringBuilder("groups:\n");
        foreach (var (objective, alerts) in objectives)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"- name: latencyportal-slo-{objective.Id}\n  rules:\n");
            if (objective.Kind != SloKind.Event || alerts.Count == 0)
                yaml.Append("  []\n");
            foreach (var alert in objective.Kind == SloKind.Event ? alerts : [])
                Write(yaml, objective, alert);
        }

        return yaml.ToString();
    }

    /// <summary>The name of an alert's rule.</summary>
    public static string NameOf(BurnAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return $"SloBurn{alert.Severity}{Duration(alert.LongWindow)}";
    }

    private static void Write(StringBuilder yaml, SloObjective objective, BurnAlert alert)
    {
        if (alert.IsDead(objective))
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  # {NameOf(alert)} is left out: {alert.Factor:0.###} x {objective.Budget:0.######} is a bad share that nothing exceeds.\n");
            return;
        }

        var limit = alert.BadShare(objective).ToString("R", CultureInfo.InvariantCulture);
        var (whole, part) = (Duration(alert.LongWindow), Duration(alert.ShortWindow));
        yaml.Append(CultureInfo.InvariantCulture, $$"""
              - alert: {{NameOf(alert)}}
                expr: |-
                  {{Bad(objective, whole)}} > {{limit}}
                  and {{Bad(objective, part)}} > {{limit}}
                  and {{Increase(TotalMetric, objective, part)}} >= {{Math.Max(1, alert.LeastRequests)}}
                labels:
                  severity: {{alert.Severity.ToString().ToLowerInvariant()}}
                  slo: {{objective.Id}}
                annotations:
                  summary: {{Quote($"{objective.Name}: the budget is spent {alert.Factor.ToString("0.###", CultureInfo.InvariantCulture)} times too fast")}}

            """);
    }

    private static string Bad(SloObjective objective, string window) =>
        $"(1 - {Increase(GoodMetric, objective, window)} / {Increase(TotalMetric, objective, window)})";

    private static string Increase(string metric, SloObjective objective, string window) => $"sum(increase({metric}{{slo=\"{objective.Id}\"}}[{window}]))";

    private static string Duration(TimeSpan time) => time.TotalMinutes % 60 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0}h")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0}m");

    /// <summary>A YAML text in double quotes, whatever people call an objective.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                quoted.Append('\\').Append(character);
            else if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029')
                quoted.Append(' ');
            else if (character is '{' or '}')
                quoted.Append(' '); // Prometheus takes annotations for templates.
            else
                quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }
}
