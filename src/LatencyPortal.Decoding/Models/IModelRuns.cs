using LatencyPortal.Decoding.KvCache;
using Microsoft.ML.OnnxRuntime;

namespace LatencyPortal.Decoding.Models;

/// <summary>How a graph is run over the rows of its keys and values; token ids and positions stand in the buffers.</summary>
internal interface IModelRuns : IDisposable
{
    IKeyValueStore KeysAndValues { get; }

    /// <summary>Appends tokens to a row of <paramref name="length"/> and computes logits for the last <paramref name="logitRows"/>.</summary>
    void Extend(int row, int length, int tokens, int logitRows, RunOptions run);

    /// <summary>Appends one token to each of the first rows, which have these lengths.</summary>
    void Step(ReadOnlySpan<int> lengths, RunOptions run);
}
