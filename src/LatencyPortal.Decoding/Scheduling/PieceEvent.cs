using LatencyPortal.Decoding.Sampling;

namespace LatencyPortal.Decoding.Scheduling;

/// <summary>
/// What the scheduler tells the reader of an answer: that it began, each token, and its end. A struct, so that telling
/// allocates nothing; the reader makes pieces of text of it.
/// </summary>
/// <param name="Kind">What happened; a token is <see cref="DecodedPieceKind.Text"/>, also while its text is held back.</param>
/// <param name="End">Length of the text log after it: what the reader may have.</param>
/// <param name="TokenEnd">Characters that the tokens so far make, those held back or cut included.</param>
/// <param name="Origin">Who proposed the token.</param>
/// <param name="Logprobs">What the model thought of the token, if the request asks for it.</param>
/// <param name="Finish">Why the answer ended, on the last event.</param>
/// <param name="Usage">Counts so far, on the first and the last event.</param>
internal readonly record struct PieceEvent(
    DecodedPieceKind Kind, int End, int TokenEnd, TokenOrigin Origin, TokenLogprobs? Logprobs, DecodeFinish Finish, DecodeUsage Usage);
