using System.Globalization;
using LatencyPortal.Telemetry.Slo;

namespace LatencyPortal.Slo;

/// <summary>Objectives in words.</summary>
internal static class SloText
{
    /// <summary>The promise as a sentence.</summary>
    public static string Promise(SloObjective objective)
    {
        var good = objective.Kind == SloKind.TimeSlice
            ? Invariant($"of all {objective.Slice.TotalMinutes:0}-minute slices, in which {Percent(objective.SliceTarget)} of the requests have {Good(objective)}")
            : $"of the requests have {Good(objective)}";
        return Invariant($"{Percent(objective.Target)} {good}, over {Days(objective.Window)}{Scope(objective.Scope)}.");
    }

    /// <summary>What a request must keep.</summary>
    public static string Good(SloObjective objective) => objective.Indicator switch
    {
        SloIndicator.Ttft => Invariant($"a TTFT below {objective.TtftMs:0.###} ms"),
        SloIndicator.Tpot => Invariant($"a TPOT below {objective.TpotMs:0.###} ms"),
        SloIndicator.EndToEnd => Invariant($"an E2E below {objective.EndToEndMs:0.###} ms"),
        SloIndicator.CachedShare => $"a cached share above {Percent(objective.CachedShare ?? 0)}",
        SloIndicator.ErrorFree => "no error",
        _ => "no error and " + string.Join(", ", Limits(objective)),
    };

    /// <summary>How what counts is defined, for whoever hovers over a figure.</summary>
    public static string Definition(SloObjective objective) => objective.Indicator switch
    {
        SloIndicator.Ttft => "TTFT = t3 − t1. Failures are bad; a request that was stopped before its first token counts once the limit had passed.",
        SloIndicator.Tpot => "TPOT = (tn − t3) / (n − 1). Failures are bad; answers of a single token are not counted.",
        SloIndicator.EndToEnd => "E2E = tend − t1 of completed requests. Failures are bad; stopped requests count once the limit had passed.",
        SloIndicator.CachedShare => "Cached input tokens / input tokens of each request whose provider tells both. Failures are not counted.",
        SloIndicator.ErrorFree => "Completed requests are good, failures bad unless the caller's request was invalid; stopped ones are not counted.",
        _ => "Good is a completed request that kept every limit that is set. Failures are bad.",
    };

    /// <summary>Percent with as many decimals as a target needs: <c>95 %</c>, <c>99.9 %</c>.</summary>
    public static string Percent(double share) => Invariant($"{Math.Round(share * 100, 3):0.###} %");

    /// <summary>Days or hours.</summary>
    public static string Days(TimeSpan time) => time.TotalDays >= 1 ? Invariant($"{time.TotalDays:0.#} day{(time.TotalDays == 1 ? "" : "s")}") : Invariant($"{time.TotalHours:0.#} h");

    /// <summary>A window of an alert: <c>1 h</c>, <c>5 min</c>.</summary>
    public static string Window(TimeSpan time) => time.TotalMinutes % 60 == 0 ? Invariant($"{time.TotalHours:0} h") : Invariant($"{time.TotalMinutes:0} min");

    /// <summary>The part of a budget that is left, below 0 when it is overspent: <c>−100 %</c>; <c>no data</c> without requests.</summary>
    public static string Left(double? left) => left is { } known ? Invariant($"{Math.Round(known * 100, 1):0.#} %").Replace('-', '−') : "no data";

    /// <summary>How many may be bad: with a decimal while it is few.</summary>
    public static string Allowed(double count) => count < 100 ? count.ToString("0.#", CultureInfo.InvariantCulture) : Count(count);

    /// <summary>Whole numbers with separators.</summary>
    public static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A burn rate: <c>1.2 ×</c>; an en dash without data.</summary>
    public static string Burn(double? rate) => rate is { } known ? Invariant($"{known:0.##} ×") : "–";

    private static IEnumerable<string> Limits(SloObjective objective)
    {
        if (objective.TtftMs is { } ttft)
            yield return Invariant($"TTFT below {ttft:0.###} ms");
        if (objective.TpotMs is { } tpot)
            yield return Invariant($"TPOT below {tpot:0.###} ms");
        if (objective.EndToEndMs is { } whole)
            yield return Invariant($"E2E below {whole:0.###} ms");
    }

    private static string Scope(SloScope scope)
    {
        var parts = new List<string>();
        if (scope.Model is { } model)
            parts.Add($"model {model}");
        if (scope.Pool is { } pool)
            parts.Add($"pool {pool}");
        if (scope.Endpoint is { } endpoint)
            parts.Add($"endpoint {endpoint}");
        if (scope.Template is { } template)
            parts.Add($"template {template}");
        if (scope.Source is { } source)
            parts.Add($"asked by {source}");
        if (scope.LeastInputTokens is { } least)
            parts.Add(Invariant($"from {least:N0} input tokens on"));
        if (scope.InputTokensBelow is { } below)
            parts.Add(Invariant($"below {below:N0} input tokens"));
        return parts.Count == 0 ? "" : " (" + string.Join(", ", parts) + ")";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
