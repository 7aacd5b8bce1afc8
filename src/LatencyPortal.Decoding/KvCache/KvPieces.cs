using LatencyPortal.Decoding.Models;

namespace LatencyPortal.Decoding.KvCache;

/// <summary>Keys and values of some tokens by themselves: a stripe for each head of each tensor, its tokens one behind another.</summary>
internal static class KvPieces
{
    /// <summary>Splits a piece after <paramref name="count"/> of its tokens.</summary>
    public static (NativeBuffer Head, NativeBuffer Tail) Split(DecoderShape shape, NativeBuffer piece, int pieceTokens, int count)
    {
        var (left, right) = (new NativeBuffer(count * shape.BytesPerToken, zeroed: false), new NativeBuffer((pieceTokens - count) * shape.BytesPerToken, zeroed: false));
        var (leftBytes, rightBytes) = ((long)count * shape.HeadBytes, (long)(pieceTokens - count) * shape.HeadBytes);
        for (var stripe = 0; stripe < shape.Tensors * shape.KeyValueHeads; stripe++)
        {
            var from = stripe * (leftBytes + rightBytes);
            NativeBuffer.Copy(piece, from, left, stripe * leftBytes, leftBytes);
            NativeBuffer.Copy(piece, from + leftBytes, right, stripe * rightBytes, rightBytes);
        }

        return (left, right);
    }
}
