using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>An input or an output of a graph.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Dimensions">Its sizes; -1 where a size changes from run to run. Null when it is no tensor.</param>
internal sealed record Port(TensorElementType Type, IReadOnlyList<long>? Dimensions)
{
    public int Rank => Dimensions?.Count ?? -1;

    public override string ToString() => Dimensions is null
        ? "something that is no tensor"
        : $"{Type} [{string.Join(", ", Dimensions.Select(size => size < 0 ? "?" : size.ToString()))}]";
}
