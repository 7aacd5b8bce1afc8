namespace LatencyPortal.Dashboards;

/// <summary>What the Latency page shows; the same as its address.</summary>
public sealed record LatencyQuery(TimeRange Range, string? Model)
{
    public static LatencyQuery Parse(string? range, string? model) =>
        new(TimeRange.Parse(range), string.IsNullOrWhiteSpace(model) ? null : model);

    public string Address => Model is null
        ? $"/latency?range={Range.Key}"
        : $"/latency?range={Range.Key}&model={Uri.EscapeDataString(Model)}";
}
