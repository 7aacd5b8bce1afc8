using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.KvCache;

/// <summary>Keys and values of some tokens by themselves: a stripe for each head of each tensor, its tokens one behind another.</summary>
internal static class KvPieces
{
    /// <summary>Splits a piece after <paramref name="count"/> of its tokens into two buffers of the right sizes.</summary>
    public static void Split(DecoderShape shape, NativeBuffer piece, int pieceTokens, int count, NativeBuffer left, NativeBuffer right)
    {
        var (leftBytes, rightBytes) = ((long)count * shape.HeadBytes, (long)(pieceTokens - count) * shape.HeadBytes);
        for (var stripe = 0; stripe < shape.Tensors * shape.KeyValueHeads; stripe++)
        {
            var from = stripe * (leftBytes + rightBytes);
            NativeBuffer.Copy(piece, from, left, stripe * leftBytes, leftBytes);
            NativeBuffer.Copy(piece, from + leftBytes, right, stripe * rightBytes, rightBytes);
        }
    }
}
