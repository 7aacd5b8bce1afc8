namespace LatencyPortal.Gateway.Grounding;

/// <summary>A help entry that search found for a question.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Strength">How well it matches: <c>high</c>, <c>medium</c> or <c>low</c>; part of the prompt.</param>
public sealed record HelpDocument(HelpEntry Entry, string Strength);
