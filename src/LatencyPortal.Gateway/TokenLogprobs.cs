namespace LatencyPortal.Gateway;

/// <summary>What the model thought where a token of the answer stands.</summary>
/// <param name="Chosen">The token of the answer.</param>
/// <param name="Top">The likeliest tokens there, likeliest first.</param>
public sealed record TokenLogprobs(TokenLogprob Chosen, IReadOnlyList<TokenLogprob> Top);
