namespace LatencyPortal.Decoding;

/// <summary>One step of a streamed answer.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Text">Whole characters only; empty unless <paramref name="Kind"/> is <see cref="DecodedPieceKind.Text"/>.</param>
/// <param name="Tokens">
/// Tokens this piece covers: more than one when bytes were held back. Over all pieces they add up
/// to <see cref="DecodeUsage.OutputTokens"/>.
/// </param>
/// <param name="Origin">Who proposed the last of these tokens.</param>
/// <param name="Finish">Set on the last piece.</param>
/// <param name="Usage">Set on the first and on the last piece.</param>
public readonly record struct DecodedPiece(
    DecodedPieceKind Kind,
    string Text,
    int Tokens,
    TokenOrigin Origin,
    DecodeFinish? Finish,
    DecodeUsage? Usage);
