namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>Models of a family that differ from it in figures alone.</summary>
public sealed record FamilyVariant
{
    /// <summary>Patterns of their names, as in <see cref="FamilyMatch.Models"/>; at least one.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Their minimum in tokens, 0 or more; <see langword="null"/> for that of the family.</summary>
    public int? MinimumTokens { get; init; }

    /// <summary>Their price of a cached token in multiples of an input token; <see langword="null"/> for that of the family.</summary>
    public double? ReadMultiple { get; init; }

    /// <summary>Their price of a million input tokens in US dollars; <see langword="null"/> for that of the family.</summary>
    public decimal? InputPricePerMillion { get; init; }
}
