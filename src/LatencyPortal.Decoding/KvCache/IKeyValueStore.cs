namespace LatencyPortal.Decoding.KvCache;

/// <summary>
/// Keys and values of several sequences, one a row. Tokens go out and in as pieces: for each tensor and each head the
/// tokens one behind another, see <see cref="KvPieces"/>. How many tokens of a row are valid is the runner's to know.
/// </summary>
internal interface IKeyValueStore : IDisposable
{
    /// <summary>Bytes that one token of one sequence takes over all layers.</summary>
    long BytesPerToken { get; }

    /// <summary>Bytes of native memory.</summary>
    long Bytes { get; }

    /// <summary>Copies tokens [<paramref name="from"/>, from + count) of a row out.</summary>
    void Export(int row, int from, int count, NativeBuffer destination);

    /// <summary>
    /// Copies the first <paramref name="count"/> tokens of a piece of <paramref name="pieceTokens"/> into a row, behind its
    /// first <paramref name="at"/> tokens.
    /// </summary>
    void Import(int row, int at, int count, NativeBuffer source, int pieceTokens);

    /// <summary>Splits a piece after <paramref name="count"/> of its tokens.</summary>
    void Split(NativeBuffer piece, int pieceTokens, int count, NativeBuffer left, NativeBuffer right);

    /// <summary>Copies the first <paramref name="count"/> tokens of one row over those of another.</summary>
    void CopyRow(int from, int to, int count);
}
