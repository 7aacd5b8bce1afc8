using System.Numerics;
using System.Numerics.Tensors;

namespace LatencyPortal.Decoding.Sampling;

/// <summary>
/// Draws token ids from logits, in this order: logit bias, repetition, presence and frequency penalty,
/// mask, temperature, top-k, top-p, min-p, draw. Tokens that are equally likely at a cut stay together.
/// <para>
/// A draw is the largest of log p plus Gumbel noise, and the noise is keyed by (seed, position, id), so
/// the result depends on nothing but the arguments: with the same seed the answer is the same, however
/// the logits were batched or proposed. One instance serves one thread; a call without logprobs
/// allocates nothing.
/// </para>
/// </summary>
internal sealed class Sampler
{
    /// <summary>
    /// The noise has 24 bits, so its Gumbel value lies between -log(24 log 2) and 24 log 2, which is
    /// -2.82 and 16.64. A token this far below the best one can therefore never win.
    /// </summary>
    private const float Reach = 19.5f;

    private readonly float[] _adjusted;
    private readonly int[] _ids;
    private readonly float[] _scaled;
    private readonly float[] _weights;
    private readonly float[] _scratch;

    public Sampler(int vocabularySize)
    {
        _adjusted = new float[vocabularySize];
        _ids = new int[vocabularySize];
        _scaled = new float[vocabularySize];
        _weights = new float[vocabularySize];
        _scratch = new float[vocabularySize];
    }

    /// <summary>The token at an absolute position, without a history or a mask.</summary>
    public int Sample(ReadOnlySpan<float> logits, SamplingOptions options, long position) =>
        Sample(logits, options, null, null, position, out _);

    /// <summary>The token at an absolute position of the sequence, given the model's raw logits for it.</summary>
    /// <param name="logits">One for each token id.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="history">Everything before the position; only penalties need it.</param>
    /// <param name="mask">The tokens that may be drawn; null means all.</param>
    /// <param name="position">Where the token will stand.</param>
    /// <param name="logprobs">What the model thought, if the options ask for it.</param>
    /// <exception cref="InvalidOperationException">The logits are not numbers, or no token can be drawn.</exception>
    public int Sample(
        ReadOnlySpan<float> logits,
        SamplingOptions options,
        TokenHistory? history,
        TokenMask? mask,
        long position,
        out TokenLogprobs? logprobs)
    {
        // The index of the maximum is that of the first NaN, if there is one.
        if (!float.IsFinite(logits[TensorPrimitives.IndexOfMax(logits)]))
            throw new InvalidOperationException("The model computed logits that are not numbers.");
        var scores = Adjust(logits, options, history, mask);
        var best = TensorPrimitives.IndexOfMax(scores);
        if (!float.IsFinite(scores[best]))
            throw new InvalidOperationException("The model gives no token that is allowed here any probability.");
        var token = options.IsGreedy ? best : Draw(scores, scores[best], options, position);
        logprobs = options.Logprobs is { } top ? LogprobReader.Read(logits, token, top, _scratch) : null;
        return token;
    }

    private ReadOnlySpan<float> Adjust(
        ReadOnlySpan<float> logits, SamplingOptions options, TokenHistory? history, TokenMask? mask)
    {
        var biases = options.Biases;
        if (biases.Length == 0 && !options.HasPenalties && mask is null)
            return logits;
        var scores = _adjusted.AsSpan(0, logits.Length);
        logits.CopyTo(scores);
        foreach (var (id, bias) in biases)
        {
            if (id < scores.Length)
                scores[id] += bias;
        }

        if (options.HasPenalties && history is not null)
            Penalise(scores, options, history);
        mask?.Apply(scores);
        return scores;
    }

    private static void Penalise(Span<float> scores, SamplingOptions options, TokenHistory history)
    {
        var repetition = (float)options.RepetitionPenalty;
        var presence = (float)options.PresencePenalty;
        var frequency = (float)options.FrequencyPenalty;
        foreach (ref readonly var count in history.Counts)
        {
            if ((uint)count.Token >= (uint)scores.Length)
                continue;
            ref var score = ref scores[count.Token];
            score = score > 0 ? score / repetition : score * repetition;
            if (count.Generated > 0)
                score -= presence + (frequency * count.Generated);
        }
    }

    private int Draw(ReadOnlySpan<float> scores, float best, SamplingOptions options, long position)
    {
        // 1. The tokens that can win. A smaller top-k needs no others; a larger one counts them all.
        var count = Gather(scores, Math.Max(float.MinValue, best - (Reach * options.Temperature)));
        var topK = options.TopK > 0 && options.TopK < scores.Length;
        if (topK && count < options.TopK)
            count = Gather(scores, float.MinValue);
        if (topK && options.TopK < count)
        {
            _scaled.AsSpan(0, count).CopyTo(_scratch);
            count = Keep(_scaled, Selection.KthLargest(_scratch.AsSpan(0, count), options.TopK), count);
        }

        // 2. Temperature; the best token's weight is 1.
        Weigh(_scaled.AsSpan(0, count), best, options.Temperature, _weights);

        // 3. The share of the probability that top-p asks for, and the weight that min-p asks for.
        if (options.TopP < 1)
        {
            var total = topK ? Sum(_weights.AsSpan(0, count)) : Total(scores, best, options.Temperature);
            _weights.AsSpan(0, count).CopyTo(_scratch);
            count = Keep(_weights, Selection.SumThreshold(_scratch.AsSpan(0, count), options.TopP * total), count);
        }

        if (options.MinP > 0)
            count = Keep(_weights, (float)options.MinP, count);

        // 4. The winner with Gumbel noise: -log(-log u).
        var noise = _scratch.AsSpan(0, count);
        CounterNoise.Fill(options.Seed, position, _ids.AsSpan(0, count), noise);
        TensorPrimitives.Log(noise, noise);
        TensorPrimitives.Negate(noise, noise);
        TensorPrimitives.Log(noise, noise);
        TensorPrimitives.Subtract(_scaled.AsSpan(0, count), noise, noise);
        return _ids[TensorPrimitives.IndexOfMax<float>(noise)];
    }

    /// <summary>Collects the tokens at or above a score, in the order of their ids.</summary>
    private int Gather(ReadOnlySpan<float> scores, float least)
    {
        var count = 0;
        var width = Vector<float>.Count;
        var bound = new Vector<float>(least);
        var id = 0;
        for (; id <= scores.Length - width; id += width)
        {
            if (!Vector.GreaterThanOrEqualAny(new Vector<float>(scores[id..]), bound))
                continue;
            for (var lane = id; lane < id + width; lane++)
                count = AddIf(scores[lane], lane, least, count);
        }

        for (; id < scores.Length; id++)
            count = AddIf(scores[id], id, least, count);
        return count;
    }

    private int AddIf(float score, int id, float least, int count)
    {
        if (score < least)
            return count;
        _ids[count] = id;
        _scaled[count] = score;
        return count + 1;
    }

    /// <summary>Leaves only the candidates whose key is at or above a threshold.</summary>
    private int Keep(float[] keys, float least, int count)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (keys[i] < least)
                continue;
            (_ids[kept], _scaled[kept], _weights[kept]) = (_ids[i], _scaled[i], _weights[i]);
            kept++;
        }

        return kept;
    }

    /// <summary>The weight of all tokens, those that cannot win included.</summary>
    private double Total(ReadOnlySpan<float> scores, float best, float temperature)
    {
        var scaled = _scratch.AsSpan(0, scores.Length);
        scores.CopyTo(scaled);
        Weigh(scaled, best, temperature, scaled);
        return Sum(scaled);
    }

    /// <summary>Scales scores in place, the best to 0, and gives their exponentials.</summary>
    private static void Weigh(Span<float> scores, float best, float temperature, Span<float> weights)
    {
        TensorPrimitives.Subtract(scores, best, scores);
        TensorPrimitives.Divide(scores, temperature, scores);
        TensorPrimitives.Exp(scores, weights);
    }

    /// <summary>Blocks are added up in double precision, so that many small weights do not vanish beside a large one.</summary>
    internal static double Sum(ReadOnlySpan<float> weights)
    {
        const int block = 256;
        double sum = 0;
        for (; weights.Length > block; weights = weights[block..])
            sum += TensorPrimitives.Sum(weights[..block]);
        return sum + TensorPrimitives.Sum(weights);
    }
}
