namespace LatencyPortal.Cli.Models;

/// <summary>Which levers of the decoder a model allows.</summary>
/// <param name="Speculation">Proposed tokens can be verified.</param>
/// <param name="Batching">Several sequences can share a run.</param>
/// <param name="PrefixCache">Prompts are kept for requests that begin alike.</param>
/// <param name="ConstrainedDecoding">Answers can be held to a JSON schema.</param>
internal sealed record FeatureReport(bool Speculation, bool Batching, bool PrefixCache, bool ConstrainedDecoding);
