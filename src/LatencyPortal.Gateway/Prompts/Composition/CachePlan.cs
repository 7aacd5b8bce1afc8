using LatencyPortal.Gateway.Prompts.Replay;

namespace LatencyPortal.Gateway.Prompts.Composition;

/// <summary>How the prompts of a template are marked for the caches of one family, in place of what the portal does by itself.</summary>
public sealed record CachePlan
{
    /// <summary>The places to mark, in the order in which a model reads; empty marks nothing. One that a prompt does not have is passed over.</summary>
    public IReadOnlyList<PlannedMarker> Markers { get; init; } = [];

    /// <summary>Whether the provider sets its own breakpoint too, where it does such a thing.</summary>
    public bool AutomaticBreakpoint { get; init; } = true;

    /// <summary>
    /// The provider's word for how long prompts are kept, where that is told for a request and not at a marker: OpenAI's retention, or the
    /// lifetime of Gemini's named cache; <see langword="null"/> leaves it to the provider.
    /// </summary>
    public string? Lifetime { get; init; }

    /// <summary>Whether the places are chosen here; a plan of nothing but a lifetime leaves them as they are by default.</summary>
    public bool ChoosesPlaces { get; init; } = true;
}
