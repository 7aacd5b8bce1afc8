namespace LatencyPortal.Decoding.Models;

/// <summary>The shape of a model run.</summary>
/// <param name="FirstRow">First row of the key/value slab.</param>
/// <param name="Rows">Rows that take part, one after another.</param>
/// <param name="Tokens">New tokens of each row.</param>
/// <param name="LogitRows">Tokens of each row that get logits: the last ones.</param>
/// <param name="MaskLength">Columns of the attention mask: at least the longest row with its new tokens.</param>
internal readonly record struct RunShape(int FirstRow, int Rows, int Tokens, int LogitRows, int MaskLength)
{
    private const int ShortestMask = 64;

    /// <summary>
    /// Mask lengths are powers of two, so that a growing sequence meets a handful of shapes instead of a new one with each
    /// token. What a row has beyond its length is masked out.
    /// </summary>
    public static int MaskLengthFor(int length, int contextLength)
    {
        var columns = ShortestMask;
        while (columns < length)
            columns *= 2;
        return Math.Min(columns, contextLength);
    }
}
