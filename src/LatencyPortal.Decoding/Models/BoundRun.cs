using LatencyPortal.Decoding.KvCache;
using Microsoft.ML.OnnxRuntime;

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

    public BoundRun(InferenceSession session, DecoderPorts ports, KvSlab keysAndValues, RunBuffers buffers, RunShape run)
    {
        _session = session;
        _binding = session.CreateIoBinding();
        BindInput(ports.InputIds, buffers.IdsView(0, run.Rows, run.Tokens));
        if (ports.AttentionMask is not null)
            BindInput(ports.AttentionMask, buffers.MaskView(run.Rows, run.MaskLength));
        if (ports.PositionIds is not null)
            BindInput(ports.PositionIds, buffers.PositionsView(0, run.Rows, run.Tokens));
        if (ports.LogitsToKeep is not null)
            BindInput(ports.LogitsToKeep, buffers.KeepView(ports.LogitsToKeepShape, run.LogitRows));
        var logits = buffers.LogitsView(0, run.Rows, run.LogitRows);
        _values.Add(logits);
        _binding.BindOutput(ports.Logits, logits);
        _values.AddRange(keysAndValues.Bind(_binding, ports, run.FirstRow, run.Rows));
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
}
