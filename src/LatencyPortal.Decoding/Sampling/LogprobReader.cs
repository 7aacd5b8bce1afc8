using System.Numerics.Tensors;

namespace LatencyPortal.Decoding.Sampling;

/// <summary>Reads log probabilities off raw logits.</summary>
internal static class LogprobReader
{
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
        var normaliser = highest + Math.Log(Sampler.Sum(weights));

        var likeliest = new TokenLogprob[Math.Min(top, logits.Length)];
        if (likeliest.Length > 0)
        {
            logits.CopyTo(weights);
            var least = Selection.KthLargest(weights, likeliest.Length);
            Select(logits, least, likeliest);
        }

        for (var i = 0; i < likeliest.Length; i++)
            likeliest[i] = likeliest[i] with { Logprob = (float)(likeliest[i].Logprob - normaliser) };
        return new TokenLogprobs(new TokenLogprob(token, (float)(logits[token] - normaliser)), likeliest);
    }

    /// <summary>Those above the least value all fit in; of those equal to it the first ids do.</summary>
    private static void Select(ReadOnlySpan<float> logits, float least, TokenLogprob[] likeliest)
    {
        var count = 0;
        for (var id = 0; id < logits.Length; id++)
        {
            if (logits[id] > least)
                likeliest[count++] = new TokenLogprob(id, logits[id]);
        }

        for (var id = 0; id < logits.Length && count < likeliest.Length; id++)
        {
            if (logits[id] == least)
                likeliest[count++] = new TokenLogprob(id, least);
        }

        Array.Sort(likeliest, (a, b) =>
            a.Logprob == b.Logprob ? a.Token.CompareTo(b.Token) : b.Logprob.CompareTo(a.Logprob));
    }
}
