namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>A prompt as ordered segments. It is data: what it means is checked and compiled by <see cref="CompiledTemplate"/>.</summary>
public sealed record PromptTemplate
{
    /// <summary>How it is asked for: lower-case letters, digits and hyphens, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Who answers when a request names the template alone; <see langword="null"/> leaves it to the portal.</summary>
    public string? Model { get; init; }

    /// <summary>The segments, first to last.</summary>
    public IReadOnlyList<PromptSegment> Segments { get; init; } = [];

    /// <summary>The declared variables.</summary>
    public IReadOnlyList<PromptVariable> Variables { get; init; } = [];

    /// <summary>What a new template begins with.</summary>
    public static PromptTemplate New(string name) => new()
    {
        Name = name,
        Segments =
        [
            new PromptSegment { Id = "system", Kind = SegmentKind.System, Text = "You are a helpful assistant." },
            new PromptSegment { Id = "history", Kind = SegmentKind.History },
            new PromptSegment { Id = "input", Kind = SegmentKind.Input, Text = "{{ input }}" },
        ],
    };
}
