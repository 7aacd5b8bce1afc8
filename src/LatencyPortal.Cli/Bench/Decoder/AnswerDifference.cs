using LatencyPortal.Decoding;
using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Cli.Bench.Decoder;

/// <summary>Where a speculative answer left the plain one: rounding decided a near-tie the other way.</summary>
/// <param name="Prompt">Which prompt.</param>
/// <param name="Token">The first token of the answer that differs, counted from 0; null when asking again gave no difference.</param>
/// <param name="Margin">
/// By how much the plain answer's token won, in logits: the difference of log p / T + Gumbel noise, of log p alone when
/// greedy; null when the other token was not among the likeliest.
/// </param>
internal sealed record AnswerDifference(int Prompt, int? Token, double? Margin)
{
    private const int Alternatives = 20;

    /// <summary>Asks both ways once more, from nothing known, and compares token by token.</summary>
    public static async Task<AnswerDifference> FindAsync(LocalModel model, DecodeRequest request, int prompt, CancellationToken cancellationToken)
    {
        request = request with { TopLogprobs = Alternatives };
        var (plain, input) = await TokensAsync(model, request with { Speculate = false, CacheSalt = $"plain {prompt}" }, cancellationToken);
        var (fast, _) = await TokensAsync(model, request with { CacheSalt = $"fast {prompt}" }, cancellationToken);
        for (var i = 0; i < Math.Min(plain.Count, fast.Count); i++)
        {
            if (plain[i].Chosen.Token != fast[i].Chosen.Token)
                return new AnswerDifference(prompt, i, MarginOf(plain[i], fast[i].Chosen.Token, request, input + i, model.VocabularySize));
        }

        return new AnswerDifference(prompt, plain.Count == fast.Count ? null : Math.Min(plain.Count, fast.Count), null);
    }

    private static async Task<(List<DecodedTokenLogprobs> Tokens, int Input)> TokensAsync(LocalModel model, DecodeRequest request, CancellationToken cancellationToken)
    {
        var (tokens, input) = (new List<DecodedTokenLogprobs>(), 0);
        await foreach (var piece in model.GenerateAsync(request, cancellationToken))
        {
            tokens.AddRange(piece.Logprobs);
            input = piece.Usage?.InputTokens ?? input;
        }

        return (tokens, input);
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
