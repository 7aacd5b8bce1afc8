using LatencyPortal.Telemetry.Slo;

namespace LatencyPortal.Slo;

/// <summary>What stands in the form of an objective.</summary>
public sealed class ObjectiveInput
{
    /// <summary>Id of the objective that is edited; <see langword="null"/> for a new one.</summary>
    public string? Id { get; init; }

    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";

    /// <summary>What makes a request good.</summary>
    public SloIndicator Indicator { get; set; }

    /// <summary>TTFT limit in ms.</summary>
    public double? TtftMs { get; set; }

    /// <summary>TPOT limit in ms.</summary>
    public double? TpotMs { get; set; }

    /// <summary>E2E limit in ms.</summary>
    public double? EndToEndMs { get; set; }

    /// <summary>Least cached share, in percent.</summary>
    public double? CachedPercent { get; set; }

    /// <summary>The promised share, in percent.</summary>
    public double TargetPercent { get; set; } = 95;

    /// <summary>The window in days.</summary>
    public int Days { get; set; } = 30;

    /// <summary>Whether slices of time are counted.</summary>
    public bool InSlices { get; set; }

    /// <summary>Length of a slice in minutes.</summary>
    public int SliceMinutes { get; set; } = 5;

    /// <summary>Only this model.</summary>
    public string Model { get; set; } = "";

    /// <summary>Only this endpoint.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>Only this template.</summary>
    public string Template { get; set; } = "";

    /// <summary>Least input tokens.</summary>
    public int? LeastInputTokens { get; set; }

    /// <summary>Input tokens below this.</summary>
    public int? InputTokensBelow { get; set; }
}
