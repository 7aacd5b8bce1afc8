using LatencyPortal.Decoding.KvCache;

namespace LatencyPortal.Decoding.Models;

/// <summary>Native memory of the inputs and logits that all runs of a model share.</summary>
internal sealed class RunBuffers : IDisposable
{
    private readonly int[] _ones;
    private int _maskLength;

    /// <param name="shape">Sizes of the model.</param>
    /// <param name="rows">Most rows of a run.</param>
    /// <param name="tokens">Most tokens of a run of one row.</param>
    public RunBuffers(DecoderShape shape, int rows, int tokens)
    {
        var most = Math.Max(rows, tokens);
        Ids = new NativeBuffer((long)most * sizeof(long));
        Positions = new NativeBuffer((long)most * sizeof(long));
        Mask = new NativeBuffer((long)rows * shape.ContextLength * sizeof(long));
        Logits = new NativeBuffer((long)most * shape.VocabularySize * sizeof(float));
        _ones = new int[rows];
    }

    public NativeBuffer Ids { get; }

    public NativeBuffer Positions { get; }

    public NativeBuffer Mask { get; }

    public NativeBuffer Logits { get; }

    /// <summary>Sets a row of the mask to <paramref name="length"/> ones and zeros behind them; writes only what changes.</summary>
    public void SetMask(int row, int length, int maskLength)
    {
        if (maskLength != _maskLength)
        {
            Mask.AsSpan<long>(_ones.Length * maskLength).Clear();
            Array.Clear(_ones);
            _maskLength = maskLength;
        }

        var columns = Mask.AsSpan<long>((row + 1) * maskLength)[(row * maskLength)..];
        var before = _ones[row];
        if (length > before)
            columns[before..length].Fill(1);
        else
            columns[length..before].Clear();
        _ones[row] = length;
    }

    public void Dispose()
    {
        Ids.Dispose();
        Positions.Dispose();
        Mask.Dispose();
        Logits.Dispose();
    }
}
