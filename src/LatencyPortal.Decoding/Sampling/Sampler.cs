using System.Numerics.Tensors;

namespace LatencyPortal.Decoding.Sampling;

/// <summary>
/// Draws token ids from logits. A draw is the largest of log p plus Gumbel noise, and the noise is
/// keyed by (seed, position, id): with the same seed the answer is the same, however the logits were
/// batched or proposed. One instance serves one thread; a step allocates nothing.
/// </summary>
internal sealed class Sampler
{
    private readonly float[] _logits;
    private readonly float[] _noise;
    private readonly float[] _nucleus;

    public Sampler(int vocabularySize)
    {
        _logits = new float[vocabularySize];
        _noise = new float[vocabularySize];
        _nucleus = new float[vocabularySize];
    }

    /// <summary>The token at an absolute position of the sequence, given the model's raw logits for it.</summary>
    /// <exception cref="InvalidOperationException">The logits are not numbers.</exception>
    public int Sample(ReadOnlySpan<float> logits, in SamplingOptions options, long position)
    {
        var likeliest = TensorPrimitives.IndexOfMax(logits);
        var highest = logits[likeliest];
        if (!float.IsFinite(highest))
            throw new InvalidOperationException("The model computed logits that are not numbers.");
        if (options.IsGreedy)
            return likeliest;

        // 1. Scaled logits, the highest at 0.
        var scaled = _logits.AsSpan(0, logits.Length);
        TensorPrimitives.Subtract(logits, highest, scaled);
        TensorPrimitives.Divide(scaled, options.Temperature, scaled);

        // 2. Gumbel noise: -log(-log u).
        var noise = _noise.AsSpan(0, logits.Length);
        CounterNoise.Fill(options.Seed, position, noise);
        TensorPrimitives.Log(noise, noise);
        TensorPrimitives.Negate(noise, noise);
        TensorPrimitives.Log(noise, noise);

        // 3. The winner, among the tokens that top-p leaves.
        TensorPrimitives.Subtract(scaled, noise, noise);
        if (options.TopP < 1)
            Exclude(noise, scaled, Threshold(scaled, options.TopP));
        return TensorPrimitives.IndexOfMax<float>(noise);
    }

    private static void Exclude(Span<float> scores, ReadOnlySpan<float> scaled, float threshold)
    {
        for (var id = 0; id < scores.Length; id++)
        {
            if (scaled[id] < threshold)
                scores[id] = float.NegativeInfinity;
        }
    }

    /// <summary>
    /// The scaled logit of the least likely token that is kept: the smallest set of likeliest tokens
    /// with at least <paramref name="topP"/> of the probability. Equally likely tokens stay together.
    /// </summary>
    private float Threshold(ReadOnlySpan<float> scaled, float topP)
    {
        var exponentials = _nucleus.AsSpan(0, scaled.Length);
        TensorPrimitives.Exp(scaled, exponentials);
        var total = TensorPrimitives.Sum<float>(exponentials);

        // Tokens below this bound cannot reach 1 - topP even together, so sorting can leave them out.
        var bound = MathF.Log((1 - topP) * total / scaled.Length);
        var count = 0;
        for (var id = 0; id < scaled.Length; id++)
        {
            if (scaled[id] >= bound)
                exponentials[count++] = scaled[id];
        }

        var candidates = exponentials[..count];
        candidates.Sort();
        double mass = 0;
        for (var i = count - 1; i > 0; i--)
        {
            mass += MathF.Exp(candidates[i]);
            if (mass >= topP * (double)total)
                return candidates[i];
        }

        return candidates[0];
    }
}
