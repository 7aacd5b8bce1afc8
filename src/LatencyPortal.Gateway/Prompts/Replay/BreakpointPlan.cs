namespace LatencyPortal.Gateway.Prompts.Replay;

/// <summary>Where to mark a template's prompts for the cache, as recorded requests would have had it cheapest. Costs are in tokens of plain input.</summary>
public sealed record BreakpointPlan
{
    /// <summary>The places, in the order in which a model reads; empty when marking costs more than it saves.</summary>
    public required IReadOnlyList<PlannedMarker> Markers { get; init; }

    /// <summary>Whether the provider should set its own breakpoint too, where it does such a thing.</summary>
    public required bool AutomaticBreakpoint { get; init; }

    /// <summary>Cost of all requests with these markers.</summary>
    public required double Cost { get; init; }

    /// <summary>Cost without any marker, when nothing is cached.</summary>
    public required double CostWithoutMarkers { get; init; }

    /// <summary>Cost with the markers that the portal sets when nobody planned any.</summary>
    public required double CostOfDefault { get; init; }

    /// <summary>Cached tokens / input tokens with these markers, 0 to 1; <see langword="null"/> without input.</summary>
    public required double? Share { get; init; }

    /// <summary>Requests that the costs are of.</summary>
    public required int Requests { get; init; }

    /// <summary>Of these the newest, on which all arrangements were compared; the best ones were then computed for all.</summary>
    public required int Compared { get; init; }

    /// <summary>What is saved against no markers: 1 is everything, below 0 it costs more.</summary>
    public double? SavedShare => CostWithoutMarkers > 0 ? 1 - (Cost / CostWithoutMarkers) : null;

    /// <summary>What is saved against the portal's default.</summary>
    public double? SavedOfDefault => CostOfDefault > 0 ? 1 - (Cost / CostOfDefault) : null;
}
