using System.Globalization;

namespace LatencyPortal.Decoding.Models;

/// <summary>
/// Compares what loading a model will take with what the machine, or the container, has. Memory is granted long before it
/// is used, so without this a model that is too large would not fail: the kernel would end the whole process.
/// </summary>
internal static class MemoryNeed
{
    /// <param name="modelPath">The model.</param>
    /// <param name="weights">Bytes of its weights, for each session that holds them.</param>
    /// <param name="machine">Bytes of the machine; 0 when it is not known.</param>
    /// <exception cref="ModelLoadException">The weights alone are too large.</exception>
    public static void CheckWeights(string modelPath, long weights, long machine)
    {
        if (machine > 0 && weights > machine)
        {
            throw ModelLoadException.InFile(
                modelPath, $"the weights need about {Text(weights)}, but this machine has {Text(machine)} of memory; take a smaller model or one of lower precision.");
        }
    }

    /// <param name="modelPath">The model.</param>
    /// <param name="weights">Bytes of its weights, for each session that holds them.</param>
    /// <param name="row">Bytes of the keys and values of one sequence.</param>
    /// <param name="rows">Sequences.</param>
    /// <param name="machine">Bytes of the machine; 0 when it is not known.</param>
    /// <exception cref="ModelLoadException">Weights, keys and values together are too large.</exception>
    public static void CheckAll(string modelPath, long weights, long row, int rows, long machine)
    {
        if (machine > 0 && weights + (row * rows) > machine)
        {
            throw ModelLoadException.InFile(
                modelPath,
                $"the model needs about {Text(weights)} for its weights and {Text(row * rows)} for the keys and values of {rows} sequences of {Text(row)}, " +
                $"but this machine has {Text(machine)} of memory; lower {nameof(DecodingOptions.MaxContextLength)} or {nameof(DecodingOptions.KeyValueBytes)}.");
        }
    }

    private static string Text(long bytes) => bytes < 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.#} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GB");
}
