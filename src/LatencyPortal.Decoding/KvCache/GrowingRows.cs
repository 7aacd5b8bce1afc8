using LatencyPortal.Decoding.Models;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.KvCache;

/// <summary>
/// Keys and values for graphs that take a past of exactly the tokens there are and give back a longer present: for each
/// tensor [heads, tokens, head size], tight, so that a head moves whenever the number of tokens changes. A run reads the
/// buffer of its row and writes the spare one; then the two change places. One spare serves all rows, because they run
/// one after another.
/// </summary>
internal sealed class GrowingRows : IKeyValueStore
{
    private readonly DecoderShape _shape;
    private readonly long _tensorBytes;
    private readonly NativeBuffer[] _rows;
    private readonly int[] _tokens;
    private NativeBuffer _spare;

    public GrowingRows(DecoderShape shape, int rows)
    {
        _shape = shape;
        _tensorBytes = (long)shape.KeyValueHeads * shape.ContextLength * shape.HeadBytes;
        _rows = new NativeBuffer[rows];
        _tokens = new int[rows];
        _spare = new NativeBuffer(_tensorBytes * shape.Tensors);
        for (var row = 0; row < rows; row++)
            _rows[row] = new NativeBuffer(_tensorBytes * shape.Tensors);
    }

    public long BytesPerToken => _shape.BytesPerToken;

    public long Bytes => _tensorBytes * _shape.Tensors * (_rows.Length + 1);

    /// <summary>The past of a row, of exactly <paramref name="length"/> tokens: what is behind them is forgotten.</summary>
    public OrtValue Past(int row, int tensor, int length)
    {
        Fit(row, length);
        return View(_rows[row], tensor, length);
    }

    /// <summary>Where a run writes what its row will be.</summary>
    public OrtValue Present(int tensor, int length) => View(_spare, tensor, length);

    /// <summary>Takes what a run wrote as the row.</summary>
    public void Take(int row, int length)
    {
        (_rows[row], _spare) = (_spare, _rows[row]);
        _tokens[row] = length;
    }

    public void Export(int row, int from, int count, NativeBuffer destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + count, _tokens[row]);
        var bytes = (long)count * _shape.HeadBytes;
        for (var stripe = 0; stripe < _shape.Tensors * _shape.KeyValueHeads; stripe++)
            NativeBuffer.Copy(_rows[row], Offset(stripe, _tokens[row], from), destination, stripe * bytes, bytes);
    }

    public void Import(int row, int at, int count, NativeBuffer source, int pieceTokens)
    {
        Fit(row, at + count);
        var stride = (long)pieceTokens * _shape.HeadBytes;
        for (var stripe = 0; stripe < _shape.Tensors * _shape.KeyValueHeads; stripe++)
            NativeBuffer.Copy(source, stripe * stride, _rows[row], Offset(stripe, at + count, at), (long)count * _shape.HeadBytes);
    }

    public void Split(NativeBuffer piece, int pieceTokens, int count, NativeBuffer left, NativeBuffer right) =>
        KvPieces.Split(_shape, piece, pieceTokens, count, left, right);

    public void CopyRow(int from, int to, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _tokens[from]);
        for (var stripe = 0; stripe < _shape.Tensors * _shape.KeyValueHeads; stripe++)
            NativeBuffer.Copy(_rows[from], Offset(stripe, _tokens[from], 0), _rows[to], Offset(stripe, count, 0), (long)count * _shape.HeadBytes);
        _tokens[to] = count;
    }

    public void Dispose()
    {
        _spare.Dispose();
        foreach (var row in _rows)
            row.Dispose();
    }

    /// <summary>Moves the heads of a row so that it has room for exactly <paramref name="tokens"/>, and keeps what fits.</summary>
    private void Fit(int row, int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, _shape.ContextLength);
        var before = _tokens[row];
        if (before == tokens)
            return;
        var bytes = (long)Math.Min(before, tokens) * _shape.HeadBytes;
        var heads = _shape.KeyValueHeads;
        for (var tensor = 0; tensor < _shape.Tensors; tensor++)
        {
            // Heads that move back go from the first on, heads that move forth from the last on: none overwrites another.
            for (var i = 0; i < heads; i++)
            {
                var stripe = (tensor * heads) + (tokens < before ? i : heads - 1 - i);
                NativeBuffer.Move(_rows[row], Offset(stripe, before, 0), Offset(stripe, tokens, 0), bytes);
            }
        }

        _tokens[row] = tokens;
    }

    private OrtValue View(NativeBuffer memory, int tensor, int length) => memory.AsTensor(
        _shape.KeyValueType,
        [1, _shape.KeyValueHeads, length, _shape.HeadSize],
        tensor * _tensorBytes,
        (long)_shape.KeyValueHeads * length * _shape.HeadBytes);

    /// <summary>Where a token of a stripe stands in a row of <paramref name="tokens"/>.</summary>
    private long Offset(int stripe, int tokens, int token)
    {
        var (tensor, head) = (stripe / _shape.KeyValueHeads, stripe % _shape.KeyValueHeads);
        return (tensor * _tensorBytes) + ((((long)head * tokens) + token) * _shape.HeadBytes);
    }
}
