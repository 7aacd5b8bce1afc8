namespace LatencyPortal.Decoding.Sampling;

/// <summary>
/// What the model thought at one position: its raw distribution, before bias, penalties, mask,
/// temperature and truncation.
/// </summary>
/// <param name="Chosen">The token that was drawn.</param>
/// <param name="Top">The likeliest tokens, likeliest first; equally likely ones by id.</param>
internal sealed record TokenLogprobs(TokenLogprob Chosen, IReadOnlyList<TokenLogprob> Top);
