namespace LatencyPortal.Gateway.Grounding;

/// <summary>A help entry that search found for a question.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Strength">How well it matches: from <c>6</c>, best, to <c>1</c>, weak; part of the prompt.</param>
public sealed record HelpDocument(HelpEntry Entry, string Strength);
