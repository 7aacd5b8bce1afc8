using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Text;

/// <summary>Adds to the ids of reported tokens what they spell.</summary>
internal sealed class LogprobSpeller(Tokenizer tokenizer)
{
    private readonly Dictionary<int, string> _markers = tokenizer.ControlTokens.ToDictionary(token => token.Value, token => token.Key);

    public DecodedTokenLogprobs Spell(TokenLogprobs logprobs) => new(Spell(logprobs.Chosen), [.. logprobs.Top.Select(Spell)]);

    private DecodedLogprob Spell(TokenLogprob logprob)
    {
        var bytes = tokenizer.Bytes.Memory(logprob.Token);
        var text = _markers.GetValueOrDefault(logprob.Token) ?? DecodedLogprob.Spell(bytes.Span);
        return new DecodedLogprob(logprob.Token, text, bytes, logprob.Logprob);
    }
}
