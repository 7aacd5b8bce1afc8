using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>A constant of a graph, without its weights.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Rows">Its first size; 1 for a single number.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Number">Its number, where it is a single whole one.</param>
/// <param name="Widest">Of 8-bit integers in the file: the largest size of those that were looked at, else 0.</param>
internal readonly record struct TensorFacts(TensorElementType Type, long Rows, long Bytes, long? Number, int Widest = 0);
