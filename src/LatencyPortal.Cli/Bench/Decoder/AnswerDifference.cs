using LatencyPortal.Decoding;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>Where a speculative answer left the plain one: rounding decided a near-tie the other way.</summary>
/// <param name="Prompt">Which prompt.</param>
/// <param name="Token">The first token of the answer that differs, counted from 0; null when tokens were not recorded.</param>
/// <param name="Margin">
/// By how much the plain answer's token won, in logits: the difference of log p / T + Gumbel noise, of log p alone when
/// greedy; null when the other token was not among the likeliest.
/// </param>
internal sealed record AnswerDifference(int Prompt, int? Token, double? Margin)
{
    /// <summary>Likeliest tokens to record where answers may differ.</summary>
    public const int Alternatives = 5;

    /// <summary>Compares two answers token by token.</summary>
    public static AnswerDifference Of(int prompt, DecodeRequest request, AnswerTimes plain, AnswerTimes fast, int vocabulary)
    {
        for (var i = 0; i < Math.Min(plain.Tokens.Count, fast.Tokens.Count); i++)
        {
            if (plain.Tokens[i].Chosen.Token != fast.Tokens[i].Chosen.Token)
                return new AnswerDifference(prompt, i, MarginOf(plain.Tokens[i], fast.Tokens[i].Chosen.Token, request, plain.Usage.InputTokens + i, vocabulary));
        }

        // One of them ended where the other went on.
        return new AnswerDifference(prompt, plain.Tokens.Count == fast.Tokens.Count ? null : Math.Min(plain.Tokens.Count, fast.Tokens.Count), null);
    }

    private static double? MarginOf(DecodedTokenLogprobs plain, int other, DecodeRequest request, long position, int vocabulary)
    {
        if (plain.Top.Where(top => top.Token == other).Select(top => (float?)top.Logprob).FirstOrDefault() is not { } logprob)
            return null;
        if (request.Temperature == 0)
            return plain.Chosen.Logprob - logprob;
        var noise = new float[vocabulary];
        CounterNoise.Fill(request.Seed ?? 0, position, noise);
        double Score(int token, double value) => (value / request.Temperature) - Math.Log(-Math.Log(noise[token]));
        return Score(plain.Chosen.Token, plain.Chosen.Logprob) - Score(other, logprob);
    }
}
