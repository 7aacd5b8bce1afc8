namespace LatencyPortal.Gateway.Grounding;

/// <summary>One help entry: a page of the portal's help and a document of the built-in model.</summary>
public sealed record HelpEntry
{
    /// <summary>Address part, for example <c>ttft</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Heading.</summary>
    public required string Title { get; init; }

    /// <summary>Group on the help page: metrics, generation, acceleration, fleet, portal, setup.</summary>
    public required string Category { get; init; }

    /// <summary>The answer to a first question, plain sentences.</summary>
    public required string Answer { get; init; }

    /// <summary>What is said when asked to go on, plain sentences.</summary>
    public required string More { get; init; }

    /// <summary>The rest of the help page, Markdown.</summary>
    public required string Details { get; init; }

    /// <summary>Ways to ask for it; searched.</summary>
    public required IReadOnlyList<string> Questions { get; init; }
}
