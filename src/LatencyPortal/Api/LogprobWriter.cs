using LatencyPortal.Api.Contracts;
using LatencyPortal.Gateway;

namespace LatencyPortal.Api;

/// <summary>Log probabilities in OpenAI's form.</summary>
internal static class LogprobWriter
{
    /// <summary>OpenAI's number for a token that is out of the question; JSON has no infinity.</summary>
    private const double Impossible = -9999;

    /// <summary>The log probabilities of some tokens; null when there are none.</summary>
    public static ChoiceLogprobs? Of(IReadOnlyList<TokenLogprobs>? tokens) =>
        tokens is { Count: > 0 } ? new ChoiceLogprobs([.. tokens.Select(Of)]) : null;

    private static ContentLogprob Of(TokenLogprobs token) => new(
        token.Chosen.Text,
        Finite(token.Chosen.Logprob),
        BytesOf(token.Chosen),
        [.. token.Top.Select(top => new TopLogprob(top.Text, Finite(top.Logprob), BytesOf(top)))]);

    private static double Finite(double logprob) => logprob >= Impossible ? logprob : Impossible;

    private static int[]? BytesOf(TokenLogprob token) => token.Bytes is { } bytes ? [.. bytes.ToArray()] : null;
}
