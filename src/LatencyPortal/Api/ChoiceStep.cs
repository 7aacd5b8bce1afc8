namespace LatencyPortal.Api;

/// <summary>What one of the answers does next.</summary>
/// <param name="Run">Which answer.</param>
/// <param name="Part">What it adds; <see langword="null"/> when it ends.</param>
internal readonly record struct ChoiceStep(ChoiceRun Run, CompletionPart? Part);
