using LatencyPortal.Decoding.KvCache;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// Runs of graphs that append keys in place. GroupQueryAttention on a CPU takes either one new token of many rows or many
/// new tokens of one row, so these are the two kinds of run. Each shape of run is bound once; a step allocates nothing.
/// </summary>
internal sealed class InPlaceRuns(ModelSessions sessions, DecoderPorts ports, DecoderShape shape, RunBuffers buffers, int rows) : IModelRuns
{
    private const int MostBoundRuns = 256;

    private readonly Dictionary<RunShape, BoundRun> _bound = [];
    private readonly KvSlab _slab = new(shape, rows);

    public IKeyValueStore KeysAndValues => _slab;

    public void Extend(int row, int length, int tokens, int logitRows, RunOptions run)
    {
        var total = length + tokens;
        var alone = new RunShape(row, 1, tokens, logitRows, RunShape.MaskLengthFor(total, shape.ContextLength));
        buffers.SetMask(0, total, alone.MaskLength);
        Bound(alone).Run(run);
    }

    public void Step(ReadOnlySpan<int> lengths, RunOptions run)
    {
        var longest = 0;
        foreach (var length in lengths)
            longest = Math.Max(longest, length + 1);
        var together = new RunShape(0, lengths.Length, 1, 1, RunShape.MaskLengthFor(longest, shape.ContextLength));
        for (var row = 0; row < lengths.Length; row++)
            buffers.SetMask(row, lengths[row] + 1, together.MaskLength);
        Bound(together).Run(run);
    }

    public void Dispose()
    {
        // The bindings point into the slab, so they go first.
        foreach (var bound in _bound.Values)
            bound.Dispose();
        _slab.Dispose();
    }

    private BoundRun Bound(RunShape run)
    {
        if (_bound.TryGetValue(run, out var bound))
            return bound;
        // Decoding meets few shapes. Prompts of all lengths meet many, and begin anew with a few.
        if (_bound.Count >= MostBoundRuns)
        {
            foreach (var old in _bound.Values)
                old.Dispose();
            _bound.Clear();
        }

        bound = new BoundRun(sessions, ports, _slab, buffers, run);
        _bound.Add(run, bound);
        return bound;
    }
}
