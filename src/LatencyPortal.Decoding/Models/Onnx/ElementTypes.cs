using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>Sizes of element types, those of onnx.proto included that the managed API has no name for.</summary>
internal static class ElementTypes
{
    private const TensorElementType UInt4 = (TensorElementType)21;
    private const TensorElementType Int4 = (TensorElementType)22;

    public static bool IsFourBits(TensorElementType type) => type is UInt4 or Int4;

    public static int Bits(TensorElementType type) => type switch
    {
        TensorElementType.Int64 or TensorElementType.UInt64 or TensorElementType.Double => 64,
        TensorElementType.Float or TensorElementType.Int32 or TensorElementType.UInt32 => 32,
        TensorElementType.Float16 or TensorElementType.BFloat16 or TensorElementType.Int16 or TensorElementType.UInt16 => 16,
        UInt4 or Int4 => 4,
        _ => 8,
    };
}
