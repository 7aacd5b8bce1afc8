namespace LatencyPortal.Gateway.Prompts.Misses;

/// <summary>Why a request was served no more from the provider's cache.</summary>
public sealed record MissExplanation
{
    /// <summary>The reason.</summary>
    public required MissKind Kind { get; init; }

    /// <summary>The reason as a sentence or two, with its figures; never user text.</summary>
    public required string Sentence { get; init; }

    /// <summary>Tokens of the prompt as the provider counted them; as the portal does when it did not say. The other figures are turned into the same count.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Cached tokens as the provider counted them; <see langword="null"/> when it did not say.</summary>
    public int? ReportedTokens { get; init; }

    /// <summary>Tokens that the family's rule would have served; without a family those in common with the nearest earlier request.</summary>
    public required int PossibleTokens { get; init; }

    /// <summary>Tokens in common with the nearest earlier request, 0 without one.</summary>
    public required int CommonTokens { get; init; }

    /// <summary>The earlier request that it is held against; <see langword="null"/> when there is none.</summary>
    public Guid? ComparedWith { get; init; }

    /// <summary>Time since the prefix was last asked; <see langword="null"/> when it never was.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Where the prompt parts from the earlier one; <see langword="null"/> when it goes on where that one ended.</summary>
    public PromptDifference? Difference { get; init; }

    /// <summary>The provider's own word; <see langword="null"/> when it did not say.</summary>
    public string? ProviderReason { get; init; }
}
