using LatencyPortal.Decoding.KvCache;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// Runs of graphs whose past grows with each run. Shapes never repeat, so tensors are made for each run: some hundred
/// bytes for each layer, where the run itself copies all keys. Rows have different lengths and run one after another.
/// </summary>
internal sealed class GrowingRuns : IModelRuns
{
    private readonly ModelSessions _sessions;
    private readonly DecoderPorts _ports;
    private readonly DecoderShape _shape;
    private readonly RunBuffers _buffers;
    private readonly GrowingRows _rows;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly List<OrtValue> _inputValues = [];
    private readonly List<OrtValue> _outputValues = [];

    public GrowingRuns(ModelSessions sessions, DecoderPorts ports, DecoderShape shape, RunBuffers buffers, int rows)
    {
        _sessions = sessions;
        _ports = ports;
        _shape = shape;
        _buffers = buffers;
        _rows = new GrowingRows(shape, rows);
        string?[] inputs = [ports.InputIds, ports.AttentionMask, ports.PositionIds, ports.LogitsToKeep, .. ports.Past];
        _inputs = [.. inputs.OfType<string>()];
        _outputs = [ports.Logits, .. ports.Present];
        // A growing past has no gaps: every column of the mask is seen.
        buffers.SetMask(0, shape.ContextLength, shape.ContextLength);
    }

    public IKeyValueStore KeysAndValues => _rows;

    public void Extend(int row, int length, int tokens, int logitRows, RunOptions run) => Run(row, length, 0, tokens, logitRows, run);

    public void Step(ReadOnlySpan<int> lengths, RunOptions run)
    {
        for (var row = 0; row < lengths.Length; row++)
            Run(row, lengths[row], row, 1, 1, run);
    }

    public void Dispose() => _rows.Dispose();

    /// <summary>One row; its ids and its logits begin at <paramref name="at"/> of the buffers.</summary>
    private void Run(int row, int length, int at, int tokens, int logitRows, RunOptions run)
    {
        try
        {
            _inputValues.Add(_buffers.IdsView(at, 1, tokens));
            if (_ports.AttentionMask is not null)
                _inputValues.Add(_buffers.MaskView(1, length + tokens));
            if (_ports.PositionIds is not null)
                _inputValues.Add(_buffers.PositionsView(at, 1, tokens));
            if (_ports.LogitsToKeep is not null)
                _inputValues.Add(_buffers.KeepView(_ports.LogitsToKeepShape, logitRows));
            _outputValues.Add(_buffers.LogitsView(at, 1, logitRows));
            for (var tensor = 0; tensor < _shape.Tensors; tensor++)
            {
                _inputValues.Add(_rows.Past(row, tensor, length));
                _outputValues.Add(_rows.Present(tensor, length + tokens));
            }

            _sessions.Run(_sessions.For(tokens), run, _inputs, _inputValues, _outputs, _outputValues);
            _rows.Take(row, length + tokens);
        }
        finally
        {
            foreach (var value in _inputValues)
                value.Dispose();
            foreach (var value in _outputValues)
                value.Dispose();
            _inputValues.Clear();
            _outputValues.Clear();
        }
    }
}
