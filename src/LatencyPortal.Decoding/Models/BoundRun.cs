using LatencyPortal.Decoding.KvCache;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// One shape of model run with everything bound: made once, then run any number of times without any allocation. The
/// tensors are views into the runner's buffers.
/// </summary>
internal sealed class BoundRun : IDisposable
{
    private readonly List<OrtValue> _values = [];
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;

    public BoundRun(InferenceSession session, GenaiConfig names, DecoderShape shape, KvSlab keysAndValues, RunBuffers buffers, RunShape run)
    {
        _session = session;
        _binding = session.CreateIoBinding();
        BindInput(names.InputIds, Integers(buffers.Ids, run.Rows, run.Tokens));
        BindInput(names.AttentionMask, Integers(buffers.Mask, run.Rows, run.MaskLength));
        if (shape.HasPositionIds)
            BindInput(names.PositionIds, Integers(buffers.Positions, run.Rows, run.Tokens));
        var logitRows = shape.LastLogitsOnly ? 1 : run.Tokens;
        var logits = buffers.Logits.AsTensor(
            TensorElementType.Float, [run.Rows, logitRows, shape.VocabularySize], 0, (long)run.Rows * logitRows * shape.VocabularySize * sizeof(float));
        _values.Add(logits);
        _binding.BindOutput(names.Logits, logits);
        _values.AddRange(keysAndValues.Bind(_binding, names, run.FirstRow, run.Rows));
    }

    public void Run(RunOptions options) => _session.RunWithBinding(options, _binding);

    public void Dispose()
    {
        // The binding points to the values, so it goes first.
        _binding.Dispose();
        foreach (var value in _values)
            value.Dispose();
    }

    private void BindInput(string name, OrtValue value)
    {
        _values.Add(value);
        _binding.BindInput(name, value);
    }

    private static OrtValue Integers(NativeBuffer buffer, int rows, int columns) =>
        buffer.AsTensor(TensorElementType.Int64, [rows, columns], 0, (long)rows * columns * sizeof(long));
}
