namespace LatencyPortal.Prompts.Versions;

/// <summary>What promoting a version would do to the share of the prompt that caches keep.</summary>
/// <param name="Was">Share of the example prompt that all conversations share with the version in production, 0 to 1.</param>
/// <param name="Becomes">The same with the new version.</param>
/// <param name="Family">Name of the family that the other two shares are for.</param>
/// <param name="FamilyWas">Cached share of a new conversation there with the version in production.</param>
/// <param name="FamilyBecomes">The same with the new version.</param>
public sealed record GateVerdict(double Was, double Becomes, string Family, double FamilyWas, double FamilyBecomes)
{
    /// <summary>Shares may fall by this much.</summary>
    public const double MostLoss = 0.05;

    /// <summary>Whether one of the shares falls by more.</summary>
    public bool IsRefused => Was - Becomes > MostLoss || FamilyWas - FamilyBecomes > MostLoss;
}
