using System.Numerics.Tensors;
using LatencyPortal.Decoding.KvCache;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models;

/// <summary>Native memory of the inputs and logits that all runs of a model share.</summary>
internal sealed class RunBuffers : IDisposable
{
    private readonly int _vocabulary;
    private readonly TensorElementType _logitsType;
    private readonly NativeBuffer _ids;
    private readonly NativeBuffer _positions;
    private readonly NativeBuffer _mask;
    private readonly NativeBuffer _keep;
    private readonly NativeBuffer _logits;
    private readonly NativeBuffer? _converted;
    private readonly int[] _ones;
    private int _maskLength;

    /// <param name="ports">Types of the model.</param>
    /// <param name="shape">Sizes of the model.</param>
    /// <param name="rows">Most rows of a run.</param>
    /// <param name="tokens">Most tokens of a run of one row.</param>
    /// <param name="logitRows">Most rows of logits of a run of one row.</param>
    public RunBuffers(DecoderPorts ports, DecoderShape shape, int rows, int tokens, int logitRows)
    {
        _vocabulary = shape.VocabularySize;
        _logitsType = ports.LogitsType;
        var most = Math.Max(rows, tokens);
        LogitRows = logitRows;
        var logits = (long)Math.Max(rows, logitRows) * _vocabulary;
        _ids = new NativeBuffer((long)most * sizeof(long));
        _positions = new NativeBuffer((long)most * sizeof(long));
        _mask = new NativeBuffer((long)rows * shape.ContextLength * sizeof(long));
        _logits = new NativeBuffer(logits * DecoderShape.SizeOf(_logitsType));
        if (_logitsType == TensorElementType.Float16)
            _converted = new NativeBuffer(logits * sizeof(float));
        // A run may get all its logits or the last ones: both numbers stay where they are.
        _keep = new NativeBuffer(2 * sizeof(long));
        _keep.AsSpan<long>(2)[1] = 1;
        _ones = new int[rows];
    }

    /// <summary>Most rows of logits of a run of one row.</summary>
    public int LogitRows { get; }

    public Span<long> Ids(int count) => _ids.AsSpan<long>(count);

    public Span<long> Positions(int count) => _positions.AsSpan<long>(count);

    public OrtValue IdsView(int at, int rows, int tokens) => Integers(_ids, at, rows, tokens);

    public OrtValue PositionsView(int at, int rows, int tokens) => Integers(_positions, at, rows, tokens);

    public OrtValue MaskView(int rows, int columns) => Integers(_mask, 0, rows, columns);

    /// <summary>1 where only the last token gets logits, else 0 for all of them.</summary>
    public OrtValue KeepView(long[] shape, int logitRows) =>
        _keep.AsTensor(TensorElementType.Int64, shape, logitRows == 1 ? sizeof(long) : 0, sizeof(long));

    public OrtValue LogitsView(int at, int rows, int logitRows)
    {
        var rowBytes = (long)_vocabulary * DecoderShape.SizeOf(_logitsType);
        return _logits.AsTensor(_logitsType, [rows, logitRows, _vocabulary], at * rowBytes, rows * logitRows * rowBytes);
    }

    /// <summary>The first rows of logits of the last run; those in half precision are converted here.</summary>
    public ReadOnlySpan<float> ReadLogits(int rows)
    {
        var count = rows * _vocabulary;
        if (_converted is null)
            return _logits.AsSpan<float>(count);
        TensorPrimitives.ConvertToSingle(_logits.AsSpan<Half>(count), _converted.AsSpan<float>(count));
        return _converted.AsSpan<float>(count);
    }

    /// <summary>Sets a row of the mask to <paramref name="length"/> ones and zeros behind them; writes only what changes.</summary>
    public void SetMask(int row, int length, int maskLength)
    {
        if (maskLength != _maskLength)
        {
            _mask.AsSpan<long>(_ones.Length * maskLength).Clear();
            Array.Clear(_ones);
            _maskLength = maskLength;
        }

        var columns = _mask.AsSpan<long>((row + 1) * maskLength)[(row * maskLength)..];
        var before = _ones[row];
        if (length > before)
            columns[before..length].Fill(1);
        else
            columns[length..before].Clear();
        _ones[row] = length;
    }

    public void Dispose()
    {
        _ids.Dispose();
        _positions.Dispose();
        _mask.Dispose();
        _keep.Dispose();
        _logits.Dispose();
        _converted?.Dispose();
    }

    private static OrtValue Integers(NativeBuffer buffer, int at, int rows, int columns) =>
        buffer.AsTensor(TensorElementType.Int64, [rows, columns], (long)at * sizeof(long), (long)rows * columns * sizeof(long));
}
