using LatencyPortal.Gateway.Prompts.Composition;
using LatencyPortal.Gateway.Prompts.Templates;

namespace LatencyPortal.Gateway.Prompts.Analysis;

/// <summary>A part of an example prompt with what it weighs and how often it changes.</summary>
/// <param name="Part">The part.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Rate">How often its text changes.</param>
public sealed record AnalyzedPart(PromptPart Part, int Tokens, ChangeRate Rate);
