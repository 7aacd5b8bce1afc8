namespace LatencyPortal.Decoding.Speculation;

/// <summary>How one sequence takes its next step.</summary>
/// <param name="Source">Who proposes tokens.</param>
/// <param name="Drafted">Tokens proposed; 0 for plain decoding.</param>
internal readonly record struct RoundPlan(TokenOrigin Source, int Drafted);
