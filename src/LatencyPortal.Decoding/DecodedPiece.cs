namespace LatencyPortal.Decoding;

/// <summary>One step of a streamed answer.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Text">Whole characters only; empty unless <paramref name="Kind"/> is <see cref="DecodedPieceKind.Text"/>.</param>
/// <param name="Tokens">
/// Tokens this piece covers: more than one when bytes were held back. Over all pieces they add up
/// to <see cref="DecodeUsage.OutputTokens"/>.
/// </param>
/// <param name="Finish">Set on the last piece.</param>
/// <param name="Usage">Set on the first and on the last piece.</param>
public readonly record struct DecodedPiece(
    DecodedPieceKind Kind,
    string Text,
    int Tokens,
    DecodeFinish? Finish,
    DecodeUsage? Usage)
{
    internal static DecodedPiece Started(int inputTokens) =>
        new(DecodedPieceKind.Started, string.Empty, 0, null, new DecodeUsage(inputTokens, 0));

    internal static DecodedPiece OfText(string text, int tokens) =>
        new(DecodedPieceKind.Text, text, tokens, null, null);

    internal static DecodedPiece Finished(DecodeFinish finish, int tokens, DecodeUsage usage) =>
        new(DecodedPieceKind.Finished, string.Empty, tokens, finish, usage);
}
