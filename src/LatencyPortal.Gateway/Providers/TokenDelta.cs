namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// What an update brought besides its contents, as its raw representation: pieces of tool calls that are not whole yet, tokens for the
/// clock but no content; and log probabilities.
/// </summary>
/// <param name="ToolCalls">Pieces that callers can hand on.</param>
/// <param name="Logprobs">Of the tokens of this update.</param>
internal sealed record TokenDelta(IReadOnlyList<ToolCallPiece> ToolCalls, IReadOnlyList<TokenLogprobs> Logprobs)
{
    /// <summary>A piece of a tool call that only its whole makes sense of.</summary>
    public static TokenDelta Unnamed { get; } = new([], []) { HasToolCall = true };

    /// <summary>Whether it has a piece of a tool call.</summary>
    public bool HasToolCall { get; private init; } = ToolCalls.Count > 0;
}
