using LatencyPortal.Decoding.Models;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.KvCache;

/// <summary>
/// Keys and values of several sequences for the whole context, in one native slab: for each layer one tensor of keys and
/// one of values, [rows, heads, context, head size]. The same memory is bound as past and as present, so the model appends
/// in place and nothing is copied. How much of a row is valid is not stored here; the lengths passed with each run say it.
/// </summary>
internal sealed class KvSlab : IKeyValueStore
{
    private const int CacheLine = 64;

    private readonly DecoderShape _shape;
    private readonly NativeBuffer _memory;
    private readonly long _tensorStride;
    private readonly long _rowBytes;

    public KvSlab(DecoderShape shape, int rows)
    {
        _shape = shape;
        Rows = rows;
        _rowBytes = (long)shape.KeyValueHeads * shape.ContextLength * shape.HeadBytes;
        _tensorStride = ((_rowBytes * rows) + CacheLine - 1) / CacheLine * CacheLine;
        _memory = new NativeBuffer(_tensorStride * shape.Tensors);
    }

    public int Rows { get; }

    public long BytesPerToken => _shape.BytesPerToken;

    public long Bytes => _memory.Bytes;

    /// <summary>One tensor of a run of rows, to be bound as past and as present.</summary>
    public OrtValue View(int tensor, int firstRow, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRow + rows, Rows);
        return _memory.AsTensor(
            _shape.KeyValueType,
            [rows, _shape.KeyValueHeads, _shape.ContextLength, _shape.HeadSize],
            (tensor * _tensorStride) + (firstRow * _rowBytes),
            rows * _rowBytes);
    }

    public void Export(int row, int from, int count, NativeBuffer destination)
    {
        var bytes = (long)count * _shape.HeadBytes;
        long at = 0;
        for (var tensor = 0; tensor < _shape.Tensors; tensor++)
        {
            for (var head = 0; head < _shape.KeyValueHeads; head++, at += bytes)
                NativeBuffer.Copy(_memory, Offset(tensor, row, head, from), destination, at, bytes);
        }
    }

    public void Import(int row, int at, int count, NativeBuffer source, int pieceTokens)
    {
        var stride = (long)pieceTokens * _shape.HeadBytes;
        long from = 0;
        for (var tensor = 0; tensor < _shape.Tensors; tensor++)
        {
            for (var head = 0; head < _shape.KeyValueHeads; head++, from += stride)
                NativeBuffer.Copy(source, from, _memory, Offset(tensor, row, head, at), (long)count * _shape.HeadBytes);
        }
    }

    public void Split(NativeBuffer piece, int pieceTokens, int count, NativeBuffer left, NativeBuffer right) =>
        KvPieces.Split(_shape, piece, pieceTokens, count, left, right);

    public void CopyRow(int from, int to, int count)
    {
        for (var tensor = 0; tensor < _shape.Tensors; tensor++)
        {
            for (var head = 0; head < _shape.KeyValueHeads; head++)
                NativeBuffer.Copy(_memory, Offset(tensor, from, head, 0), _memory, Offset(tensor, to, head, 0), (long)count * _shape.HeadBytes);
        }
    }

    public void Dispose() => _memory.Dispose();

    private long Offset(int tensor, int row, int head, int token) =>
        (tensor * _tensorStride) + (row * _rowBytes) + ((((long)head * _shape.ContextLength) + token) * _shape.HeadBytes);
}
