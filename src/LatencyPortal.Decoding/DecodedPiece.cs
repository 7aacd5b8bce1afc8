namespace LatencyPortal.Decoding;

/// <summary>One step of a streamed answer.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Text">Whole characters only; empty unless <paramref name="Kind"/> is <see cref="DecodedPieceKind.Text"/>.</param>
/// <param name="Tokens">
/// Tokens that begin in this piece: several when text was held back, none when it is the rest of a token of which an earlier
/// piece had a part. The last piece counts those that gave no text. Over all pieces they add up to
/// <see cref="DecodeUsage.OutputTokens"/>.
/// </param>
/// <param name="Runs">Who proposed which part of the text, in order.</param>
/// <param name="Logprobs">
/// What the model thought of each of the tokens, in order, if <see cref="DecodeRequest.TopLogprobs"/> asks for it. Tokens of
/// which a stop string left nothing are not reported.
/// </param>
/// <param name="Finish">Set on the last piece.</param>
/// <param name="Usage">Set on the first and on the last piece.</param>
public readonly record struct DecodedPiece(
    DecodedPieceKind Kind,
    string Text,
    int Tokens,
    IReadOnlyList<OriginRun> Runs,
    IReadOnlyList<DecodedTokenLogprobs> Logprobs,
    DecodeFinish? Finish,
    DecodeUsage? Usage);
