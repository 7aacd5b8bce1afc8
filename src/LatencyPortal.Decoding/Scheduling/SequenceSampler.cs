using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>Draws tokens for sequences: target and draft model alike, so that both follow the same rules with the same noise.</summary>
internal sealed class SequenceSampler(int vocabularySize, NoiseFill? noise = null)
{
    private readonly Sampler _sampler = new(vocabularySize, noise);
    private readonly TokenMask _mask = new(vocabularySize);

    /// <summary>The token at a position, under the history and the format that the sequence has reached.</summary>
    /// <param name="sequence">Whose token it is.</param>
    /// <param name="logits">One row of logits; those beyond the tokenizer's ids are padding.</param>
    /// <param name="position">Where the token will stand, counted from the beginning of the prompt.</param>
    public int Draw(Sequence sequence, ReadOnlySpan<float> logits, long position)
    {
        sequence.Constraint?.FillMask(_mask);
        return _sampler.Sample(
            logits[..Math.Min(vocabularySize, logits.Length)],
            sequence.Job.Sampling,
            sequence.History,
            sequence.Constraint is null ? null : _mask,
            position,
            out _);
    }
}
