using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>A constant of a graph, without its numbers.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Rows">Its first size; 1 for a single number.</param>
/// <param name="Bytes">Its bytes.</param>
internal readonly record struct TensorFacts(TensorElementType Type, long Rows, long Bytes);
