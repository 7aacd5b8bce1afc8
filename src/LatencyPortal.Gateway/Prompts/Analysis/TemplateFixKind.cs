namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>What a fix does.</summary>
public enum TemplateFixKind
{
    /// <summary>A date is shown to the day only.</summary>
    RoundToDay,

    /// <summary>The lines around the place go behind the history, with the input.</summary>
    MoveToEnd,

    /// <summary>The sentence around the place goes behind the history; the rest of its lines stays.</summary>
    SplitSegment,
}
