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
    /// <param name="logprobs">What the model thought, if the request asks for it.</param>
    public int Draw(Sequence sequence, ReadOnlySpan<float> logits, long position, out TokenLogprobs? logprobs) =>
        _sampler.Sample(Known(logits), sequence.Job.Sampling, sequence.History, MaskOf(sequence), position, out logprobs);

    /// <summary>The same for a proposal, of which nobody wants to know how likely it was.</summary>
    public int Propose(Sequence sequence, ReadOnlySpan<float> logits, long position) =>
        _sampler.Sample(Known(logits), sequence.Job.Sampling, sequence.History, MaskOf(sequence), position);

    private ReadOnlySpan<float> Known(ReadOnlySpan<float> logits) => logits[..Math.Min(vocabularySize, logits.Length)];

    private TokenMask? MaskOf(Sequence sequence)
    {
        if (sequence.Constraint is null)
            return null;
        sequence.Constraint.FillMask(_mask);
        return _mask;
    }
}
