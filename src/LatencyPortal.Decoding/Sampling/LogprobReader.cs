using System.Numerics;
using System.Numerics.Tensors;

namespace LatencyPortal.Decoding.Sampling;

/// <summary>Reads log probabilities off raw logits.</summary>
internal static class LogprobReader
{
    private const int Block = 256;

    /// <param name="logits">Raw, one for each token id.</param>
    /// <param name="token">The drawn token.</param>
    /// <param name="top">How many of the likeliest tokens to report.</param>
    /// <param name="scratch">Room for as many numbers as there are logits.</param>
    public static TokenLogprobs Read(ReadOnlySpan<float> logits, int token, int top, float[] scratch)
    {
        var weights = scratch.AsSpan(0, logits.Length);
        var highest = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, highest, weights);
        TensorPrimitives.Exp<float>(weights, weights);
        double total = 0;
        // In blocks, so that many small numbers do not vanish beside a large one.
        for (var first = 0; first < weights.Length; first += Block)
            total += TensorPrimitives.Sum<float>(weights[first..Math.Min(first + Block, weights.Length)]);
        var normaliser = highest + Math.Log(total);

        var likeliest = new TokenLogprob[Math.Min(top, logits.Length)];
        Array.Fill(likeliest, new TokenLogprob(-1, float.NegativeInfinity));
        FindLikeliest(logits, likeliest);
        for (var i = 0; i < likeliest.Length; i++)
            likeliest[i] = likeliest[i] with { Logprob = (float)(likeliest[i].Logprob - normaliser) };
        return new TokenLogprobs(new TokenLogprob(token, (float)(logits[token] - normaliser)), likeliest);
    }

    /// <summary>Keeps the largest in order while passing once; most blocks have none that is large enough.</summary>
    private static void FindLikeliest(ReadOnlySpan<float> logits, Span<TokenLogprob> likeliest)
    {
        if (likeliest.IsEmpty)
            return;
        var width = Vector<float>.Count;
        for (var first = 0; first < logits.Length; first += width)
        {
            var block = logits[first..Math.Min(first + width, logits.Length)];
            if (block.Length == width && likeliest[^1].Token >= 0 &&
                !Vector.GreaterThanAny(new Vector<float>(block), new Vector<float>(likeliest[^1].Logprob)))
                continue;
            for (var i = 0; i < block.Length; i++)
            {
                if (likeliest[^1].Token < 0 || block[i] > likeliest[^1].Logprob)
                    Insert(likeliest, new TokenLogprob(first + i, block[i]));
            }
        }
    }

    /// <summary>Puts a token behind those that are as likely, which have smaller ids; the last one falls out.</summary>
    private static void Insert(Span<TokenLogprob> likeliest, TokenLogprob token)
    {
        var at = likeliest.Length - 1;
        while (at > 0 && (likeliest[at - 1].Token < 0 || likeliest[at - 1].Logprob < token.Logprob))
        {
            likeliest[at] = likeliest[at - 1];
            at--;
        }

        likeliest[at] = token;
    }
}
