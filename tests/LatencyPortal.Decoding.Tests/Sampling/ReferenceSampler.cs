using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Tests.Sampling;

/// <summary>The documented rules, slow and obvious, in double precision.</summary>
internal static class ReferenceSampler
{
    /// <summary>What can be drawn, with its probability; other ids have 0.</summary>
    public static double[] Law(float[] logits, SamplingOptions options, TokenHistory history, TokenMask? mask)
    {
        // 1. Bias, penalties, mask.
        var scores = logits.Select(logit => (double)logit).ToArray();
        foreach (var (id, bias) in options.LogitBias)
            scores[id] += bias;
        for (var id = 0; id < scores.Length; id++)
        {
            var generated = history.Tokens[history.PromptLength..].Count(id);
            if (history.Tokens.Contains(id))
                scores[id] = scores[id] > 0 ? scores[id] / options.RepetitionPenalty : scores[id] * options.RepetitionPenalty;
            scores[id] -= (generated * options.FrequencyPenalty) + (generated > 0 ? options.PresencePenalty : 0);
            if (mask is not null && !mask[id])
                scores[id] = double.NegativeInfinity;
        }

        if (options.IsGreedy)
            return [.. scores.Select((_, id) => id == Array.IndexOf(scores, scores.Max()) ? 1.0 : 0.0)];

        // 2. Temperature, top-k, top-p, min-p; each on what the one before has left.
        var law = Normalise([.. scores.Select(score => Math.Exp((score - scores.Max()) / options.Temperature))]);
        if (options.TopK > 0 && options.TopK < law.Length)
        {
            var least = scores.OrderDescending().ElementAt(options.TopK - 1);
            law = Normalise([.. law.Select((share, id) => scores[id] >= least ? share : 0)]);
        }

        var byShare = law.OrderDescending().ToArray();
        double mass = 0;
        var last = 0;
        while (last < law.Length - 1 && (mass += byShare[last]) < options.TopP)
            last++;
        var cut = options.TopP < 1 ? byShare[last] : 0;
        law = Normalise([.. law.Select(share => share >= cut ? share : 0)]);
        return Normalise([.. law.Select(share => share >= options.MinP * law.Max() ? share : 0)]);
    }

    /// <summary>The winner with the noise of the draw.</summary>
    public static double[] Scores(double[] law, SamplingOptions options, long position)
    {
        var noise = new float[law.Length];
        CounterNoise.Fill(options.Seed, position, noise);
        return [.. law.Select((share, id) => Math.Log(share) - Math.Log(-Math.Log(noise[id])))];
    }

    private static double[] Normalise(double[] weights)
    {
        var total = weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }
}
