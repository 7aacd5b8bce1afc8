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
    // Weights from which on a cut is looked for; a later one only if too little lies above the one before.
    private static readonly float[] Levels = [.. new[] { -1f, -2, -4, -8, -16, -32 }.Select(MathF.Exp), float.Epsilon];

    private readonly NoiseFill _fill;
    private readonly float[] _adjusted;
    private readonly float[] _weights;
    private readonly float[] _noise;
    private readonly float[] _scratch;

    /// <param name="vocabularySize">Number of token ids.</param>
    /// <param name="noise">Where chance comes from; null is <see cref="CounterNoise"/>, others are for proofs by enumeration.</param>
    public Sampler(int vocabularySize, NoiseFill? noise = null)
    {
        _fill = noise ?? CounterNoise.Fill;
        _adjusted = new float[vocabularySize];
        _weights = new float[vocabularySize];
        _noise = new float[vocabularySize];
        _scratch = new float[vocabularySize];
    }

    /// <summary>The token at an absolute position of the sequence, given the model's raw logits for it.</summary>
    /// <param name="logits">One for each token id.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="history">Everything before the position, drafted tokens included; only penalties need it.</param>
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
        var token = Sample(logits, options, history, mask, position);
        logprobs = options.Logprobs is { } top ? LogprobReader.Read(logits, token, top, _scratch) : null;
        return token;
    }

    /// <summary>The token alone, for a draw that nobody hears of.</summary>
    public int Sample(ReadOnlySpan<float> logits, SamplingOptions options, TokenHistory? history, TokenMask? mask, long position)
    {
        ThrowIfNotFinite(logits);
        var scores = Adjust(logits, options, history, mask);
        var best = TensorPrimitives.IndexOfMax(scores);
        if (!float.IsFinite(scores[best]))
            throw new InvalidOperationException("The model gives no token that is allowed here any probability.");
        return options.IsGreedy ? best : Draw(scores, best, options, position);
    }

    /// <summary>There is no NaN and no positive infinity among the logits, and more than negative ones.</summary>
    public static bool AreFinite(ReadOnlySpan<float> logits) =>
        // The index of the maximum is that of the first NaN, if there is one.
        float.IsFinite(logits[TensorPrimitives.IndexOfMax(logits)]);

    /// <exception cref="InvalidOperationException">There is a NaN or a positive infinity among the logits, or nothing but negative ones.</exception>
    public static void ThrowIfNotFinite(ReadOnlySpan<float> logits)
    {
        if (!AreFinite(logits))
            throw new InvalidOperationException("The model computed logits that are not numbers.");
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

        if (options.HasPenalties)
            Penalise(scores, options, history ?? throw new ArgumentNullException(nameof(history)));
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

    private int Draw(ReadOnlySpan<float> scores, int best, SamplingOptions options, long position)
    {
        // 1. Probabilities but for a factor; the best token's is 1, those out of reach become 0.
        var weights = _weights.AsSpan(0, scores.Length);
        TensorPrimitives.Subtract(scores, scores[best], weights);
        TensorPrimitives.Divide(weights, options.Temperature, weights);
        TensorPrimitives.Exp<float>(weights, weights);

        // 2. The weight below which tokens are cut off.
        var least = float.Epsilon;
        if (options.TopK > 0 && options.TopK < weights.Length)
            least = Math.Max(least, TopKCut(weights, options.TopK));
        if (options.TopP < 1)
            least = Math.Max(least, TopPCut(weights, least, options.TopP));
        least = Math.Max(least, (float)options.MinP);

        return Race(weights, least, best, options.Seed, position);
    }

    /// <summary>
    /// The token with the largest log p + Gumbel noise, which is the smallest E / p with E = -log u. As
    /// E is at least 1 - u, most tokens are seen to lose against the best one without a logarithm.
    /// </summary>
    private int Race(ReadOnlySpan<float> weights, float least, int best, long seed, long position)
    {
        var noise = _noise.AsSpan(0, weights.Length);
        _fill(seed, position, noise);
        var winner = best;
        var time = -MathF.Log(noise[best]);
        // A little more than needed, for what rounding may hide.
        var reach = 1.001f * time;
        var width = Vector<float>.Count;
        var id = 0;
        for (; id <= weights.Length - width; id += width)
        {
            var block = new Vector<float>(weights[id..]);
            var mayWin = Vector.LessThanOrEqual(Vector<float>.One - new Vector<float>(noise[id..]), block * reach) &
                Vector.GreaterThanOrEqual(block, new Vector<float>(least));
            if (mayWin == Vector<int>.Zero)
                continue;
            for (var lane = id; lane < id + width; lane++)
                Challenge(lane, weights[lane], noise[lane]);
        }

        for (; id < weights.Length; id++)
            Challenge(id, weights[id], noise[id]);
        return winner;

        void Challenge(int challenger, float weight, float uniform)
        {
            if (weight < least || 1 - uniform > weight * reach)
                return;
            var arrival = -MathF.Log(uniform) / weight;
            if (arrival > time || (arrival == time && challenger > winner))
                return;
            (winner, time) = (challenger, arrival);
        }
    }

    private float TopKCut(ReadOnlySpan<float> weights, int k)
    {
        foreach (var level in Levels)
        {
            var count = Collect(weights, level);
            if (count >= k)
                return Selection.KthLargest(_scratch.AsSpan(0, count), k);
        }

        return 0;
    }

    private float TopPCut(ReadOnlySpan<float> weights, float least, float topP)
    {
        var target = topP * SumAbove(weights, least);
        foreach (var level in Levels)
        {
            if (level > least && SumAbove(weights, level) < target)
                continue;
            var count = Collect(weights, Math.Max(level, least));
            return Selection.SumThreshold(_scratch.AsSpan(0, count), target);
        }

        return 0;
    }

    /// <summary>Copies the weights at or above one to the scratch space; gives their number.</summary>
    private int Collect(ReadOnlySpan<float> weights, float least)
    {
        var count = 0;
        var width = Vector<float>.Count;
        var bound = new Vector<float>(least);
        var id = 0;
        for (; id <= weights.Length - width; id += width)
        {
            if (!Vector.GreaterThanOrEqualAny(new Vector<float>(weights[id..]), bound))
                continue;
            foreach (var weight in weights.Slice(id, width))
            {
                _scratch[count] = weight;
                count += weight >= least ? 1 : 0;
            }
        }

        foreach (var weight in weights[id..])
        {
            if (weight >= least)
                _scratch[count++] = weight;
        }

        return count;
    }

    private static double SumAbove(ReadOnlySpan<float> weights, float least)
    {
        const int block = 256;
        double sum = 0;
        var width = Vector<float>.Count;
        var bound = new Vector<float>(least);
        // Blocks are added up in double precision, so that many small weights do not vanish beside a large one.
        for (; weights.Length >= block; weights = weights[block..])
        {
            var part = Vector<float>.Zero;
            for (var id = 0; id < block; id += width)
            {
                var some = new Vector<float>(weights[id..]);
                part += Vector.ConditionalSelect(Vector.GreaterThanOrEqual(some, bound), some, Vector<float>.Zero);
            }

            sum += Vector.Sum(part);
        }

        foreach (var weight in weights)
            sum += weight >= least ? weight : 0;
        return sum;
    }
}
