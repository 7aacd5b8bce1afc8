namespace LatencyPortal.Gateway.Prompts.Templates;

/// <summary>A declared variable of a template.</summary>
public sealed record PromptVariable
{
    /// <summary>Letters, digits and underscores, no digit in front; unique within the template.</summary>
    public required string Name { get; init; }

    /// <summary>What it may hold.</summary>
    public VariableType Type { get; init; }

    /// <summary>What it is when a request does not say, written as a request would write it; <see langword="null"/> makes it required.</summary>
    public string? Default { get; init; }

    /// <summary>A value to preview and to count with; <see langword="null"/> takes the default.</summary>
    public string? Example { get; init; }

    /// <summary>How often its author expects it to change.</summary>
    public ChangeRate Changes { get; init; } = ChangeRate.Request;

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }
}
