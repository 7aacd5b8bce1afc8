using LatencyPortal.Decoding;
using LatencyPortal.Gateway.Providers;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway;

/// <summary>What is known of the tokens of an update besides their text.</summary>
/// <param name="Origins">Who proposed which part of the text, in order; empty for endpoints, which do not say.</param>
/// <param name="Logprobs">Log probabilities of the tokens, if the call asked for them; see <see cref="CallExtras.TopLogprobs"/>.</param>
public sealed record TokenDetails(IReadOnlyList<OriginRun> Origins, IReadOnlyList<TokenLogprobs> Logprobs)
{
    /// <summary>Reads them from what the provider sent; <see langword="null"/> when it says nothing about tokens.</summary>
    public static TokenDetails? From(ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return update.RawRepresentation switch
        {
            DecodedPiece piece => new TokenDetails(piece.Runs, [.. piece.Logprobs.Select(Convert)]),
            TokenDelta { Logprobs: { Count: > 0 } logprobs } => new TokenDetails([], logprobs),
            _ => null,
        };
    }

    private static TokenLogprobs Convert(DecodedTokenLogprobs token) => new(Convert(token.Chosen), [.. token.Top.Select(Convert)]);

    private static TokenLogprob Convert(DecodedLogprob token) => new(token.Text, token.Bytes.IsEmpty ? null : token.Bytes, token.Logprob);
}
