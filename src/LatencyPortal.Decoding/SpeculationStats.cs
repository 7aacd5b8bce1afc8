namespace LatencyPortal.Decoding;

/// <summary>What one source of proposals did since the model was loaded.</summary>
/// <param name="Source">Who proposed.</param>
/// <param name="Rounds">Model runs that verified a proposal of this source.</param>
/// <param name="Drafted">Tokens it proposed.</param>
/// <param name="Accepted">Proposed tokens that the target model agreed to.</param>
/// <param name="Refused">Proposals of which a token was refused; those behind it were not looked at.</param>
public readonly record struct SpeculationStats(TokenOrigin Source, long Rounds, long Drafted, long Accepted, long Refused)
{
    /// <summary>Share of the tokens looked at that were right, 0 to 1; null when none was.</summary>
    public double? Acceptance => Accepted + Refused == 0 ? null : (double)Accepted / (Accepted + Refused);
}
