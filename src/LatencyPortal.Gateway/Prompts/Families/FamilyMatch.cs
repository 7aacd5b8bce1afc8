namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>Models that a family's rules hold for. All that is given has to hold.</summary>
public sealed record FamilyMatch
{
    /// <summary>Wire formats; any when empty.</summary>
    public IReadOnlyList<ProviderKind> Providers { get; init; } = [];

    /// <summary>Names of presets, see <see cref="Gateway.Providers.ProviderPresets"/>; any endpoint when empty.</summary>
    public IReadOnlyList<string> Presets { get; init; } = [];

    /// <summary>Patterns of model names, <c>*</c> for any characters, case ignored; any when empty.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>How exactly this match says what it means; <see langword="null"/> when it does not hold. A preset weighs more than any pattern.</summary>
    internal int? Rank(ProviderKind provider, string? preset, string model)
    {
        if (Providers.Count > 0 && !Providers.Contains(provider))
            return null;
        if (Presets.Count > 0 && !Presets.Contains(preset, StringComparer.OrdinalIgnoreCase))
            return null;
        var pattern = ModelPattern.Rank(Models, model);
        return pattern is null ? null : pattern + (Presets.Count > 0 ? 10_000 : 0);
    }
}
