using LatencyPortal.Decoding.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.KvCache;

/// <summary>
/// Keys and values of several sequences for the whole context, in one native slab: for each layer one tensor of keys and
/// one of values, [rows, heads, context, head size]. The same memory is bound as past and as present, so the model appends
/// in place and nothing is copied. How much of a row is valid is not stored here; the lengths passed with each run say it.
/// </summary>
internal sealed class KvSlab : IDisposable
{
    private const int CacheLine = 64;

    private readonly DecoderShape _shape;
    private readonly NativeBuffer _memory;
    private readonly long _tensorStride;

    public KvSlab(DecoderShape shape, int rows)
    {
        _shape = shape;
        Rows = rows;
        RowBytes = (long)shape.KeyValueHeads * shape.ContextLength * TokenBytes;
        _tensorStride = ((RowBytes * rows) + CacheLine - 1) / CacheLine * CacheLine;
        _memory = new NativeBuffer(_tensorStride * Tensors);
    }

    public int Rows { get; }

    /// <summary>Bytes that one token of one sequence takes over all layers.</summary>
    public long BytesPerToken => (long)Tensors * _shape.KeyValueHeads * TokenBytes;

    public long Bytes => _memory.Bytes;

    private int Tensors => _shape.Layers * 2;

    /// <summary>Bytes of one tensor's row.</summary>
    private long RowBytes { get; }

    /// <summary>Bytes of one token in one head of one tensor.</summary>
    private int TokenBytes => _shape.HeadSize * sizeof(float);

    /// <summary>Binds a run of rows as past and present; the returned handles must outlive the binding.</summary>
    public OrtValue[] Bind(OrtIoBinding binding, GenaiConfig names, int firstRow, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRow + rows, Rows);
        var handles = new OrtValue[Tensors];
        long[] shape = [rows, _shape.KeyValueHeads, _shape.ContextLength, _shape.HeadSize];
        for (var tensor = 0; tensor < Tensors; tensor++)
        {
            var value = _memory.AsTensor(TensorElementType.Float, shape, (tensor * _tensorStride) + (firstRow * RowBytes), rows * RowBytes);
            handles[tensor] = value;
            var layer = tensor / 2;
            var (past, present) = tensor % 2 == 0
                ? (names.PastKey(layer), names.PresentKey(layer))
                : (names.PastValue(layer), names.PresentValue(layer));
            binding.BindInput(past, value);
            binding.BindOutput(present, value);
        }

        return handles;
    }

    /// <summary>Copies tokens [<paramref name="from"/>, from + count) of a row out, tensor by tensor, head by head.</summary>
    public void Export(int row, int from, int count, NativeBuffer destination)
    {
        var bytes = count * TokenBytes;
        long at = 0;
        for (var tensor = 0; tensor < Tensors; tensor++)
        {
            for (var head = 0; head < _shape.KeyValueHeads; head++, at += bytes)
                NativeBuffer.Copy(_memory, Offset(tensor, row, head, from), destination, at, bytes);
        }
    }

    /// <summary>Copies the first <paramref name="count"/> tokens of an exported piece of <paramref name="pieceTokens"/> into a row.</summary>
    public void Import(int row, int at, int count, NativeBuffer source, int pieceTokens)
    {
        var stride = (long)pieceTokens * TokenBytes;
        long from = 0;
        for (var tensor = 0; tensor < Tensors; tensor++)
        {
            for (var head = 0; head < _shape.KeyValueHeads; head++, from += stride)
                NativeBuffer.Copy(source, from, _memory, Offset(tensor, row, head, at), (long)count * TokenBytes);
        }
    }

    /// <summary>Splits an exported piece after <paramref name="count"/> of its tokens into two buffers of the right sizes.</summary>
    public void Split(NativeBuffer piece, int pieceTokens, int count, NativeBuffer left, NativeBuffer right)
    {
        var (leftBytes, rightBytes) = ((long)count * TokenBytes, (long)(pieceTokens - count) * TokenBytes);
        for (var stripe = 0; stripe < Tensors * _shape.KeyValueHeads; stripe++)
        {
            var from = stripe * (leftBytes + rightBytes);
            NativeBuffer.Copy(piece, from, left, stripe * leftBytes, leftBytes);
            NativeBuffer.Copy(piece, from + leftBytes, right, stripe * rightBytes, rightBytes);
        }
    }

    /// <summary>Copies the first <paramref name="count"/> tokens of one row over those of another.</summary>
    public void CopyRow(int from, int to, int count)
    {
        for (var tensor = 0; tensor < Tensors; tensor++)
        {
            for (var head = 0; head < _shape.KeyValueHeads; head++)
                NativeBuffer.Copy(_memory, Offset(tensor, from, head, 0), _memory, Offset(tensor, to, head, 0), (long)count * TokenBytes);
        }
    }

    public void Dispose() => _memory.Dispose();

    private long Offset(int tensor, int row, int head, int token) =>
        (tensor * _tensorStride) + (row * RowBytes) + ((((long)head * _shape.ContextLength) + token) * TokenBytes);
}
