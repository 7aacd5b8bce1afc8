namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>One ordered piece of a template.</summary>
public sealed record PromptSegment
{
    /// <summary>Names it within the template: lower-case letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public required SegmentKind Kind { get; init; }

    /// <summary>Its text in Liquid; empty for <see cref="SegmentKind.History"/>.</summary>
    public string Text { get; init; } = "";
}
