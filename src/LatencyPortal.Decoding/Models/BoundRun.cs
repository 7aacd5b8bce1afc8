using LatencyPortal.Decoding.KvCache;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// One shape of model run with everything bound: made once, then run any number of times, on the processor without any
/// allocation. The tensors are views into the runner's buffers.
/// </summary>
internal sealed class BoundRun : IDisposable
{
    private readonly List<string> _inputs = [];
    private readonly List<OrtValue> _inputValues = [];
    private readonly List<string> _outputs = [];
    private readonly List<OrtValue> _outputValues = [];
    private readonly ModelSessions _sessions;
    private readonly InferenceSession _session;
    private readonly OrtIoBinding? _binding;

    public BoundRun(ModelSessions sessions, DecoderPorts ports, KvSlab keysAndValues, RunBuffers buffers, RunShape run)
    {
        _sessions = sessions;
        _session = sessions.For(run.Rows * run.Tokens);
        Input(ports.InputIds, buffers.IdsView(0, run.Rows, run.Tokens));
        if (ports.AttentionMask is not null)
            Input(ports.AttentionMask, buffers.MaskView(run.Rows, run.MaskLength));
        if (ports.PositionIds is not null)
            Input(ports.PositionIds, buffers.PositionsView(0, run.Rows, run.Tokens));
        if (ports.LogitsToKeep is not null)
            Input(ports.LogitsToKeep, buffers.KeepView(ports.LogitsToKeepShape, run.LogitRows));
        Output(ports.Logits, buffers.LogitsView(0, run.Rows, run.LogitRows));
        for (var tensor = 0; tensor < ports.Past.Count; tensor++)
        {
            Input(ports.Past[tensor], keysAndValues.View(tensor, run.FirstRow, run.Rows));
            Output(ports.Present[tensor], _inputValues[^1]);
        }

        if (!sessions.Rules.CopiesWhenBound)
            _binding = Bind();
    }

    public void Run(RunOptions options)
    {
        if (_binding is not null)
            _sessions.Run(_session, options, _binding);
        else
            _sessions.Run(_session, options, _inputs, _inputValues, _outputs, _outputValues);
    }

    public void Dispose()
    {
        // The binding points to the values, so it goes first.
        _binding?.Dispose();
        // Keys and values are input and output at once; the first output is the logits.
        foreach (var value in _inputValues)
            value.Dispose();
        _outputValues[0].Dispose();
    }

    private void Input(string name, OrtValue value)
    {
        _inputs.Add(name);
        _inputValues.Add(value);
    }

    private void Output(string name, OrtValue value)
    {
        _outputs.Add(name);
        _outputValues.Add(value);
    }

    private OrtIoBinding Bind()
    {
        var binding = _session.CreateIoBinding();
        for (var i = 0; i < _inputs.Count; i++)
            binding.BindInput(_inputs[i], _inputValues[i]);
        for (var i = 0; i < _outputs.Count; i++)
            binding.BindOutput(_outputs[i], _outputValues[i]);
        return binding;
    }
}
