namespace LatencyPortal.Dashboards;

/// <summary>What the Latency page shows; the same as its address.</summary>
public sealed record LatencyQuery(TimeRange Range, string? Model)
{
    public static LatencyQuery Parse(string? range, string? model) =>
        new(TimeRange.Parse(range), string.IsNullOrWhiteSpace(model) ? null : model);

    public string Address => $"/latency{Query}";

    /// <summary>The same on the page of output lengths.</summary>
    public string OutputAddress => $"/latency/output{Query}";

    private string Query => Model is null ? $"?range={Range.Key}" : $"?range={Range.Key}&model={Uri.EscapeDataString(Model)}";
}
