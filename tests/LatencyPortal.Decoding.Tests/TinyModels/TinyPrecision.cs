namespace LatencyPortal.Decoding.Tests.TinyModels;

/// <summary>How the weights of a tiny decoder are kept.</summary>
internal enum TinyPrecision
{
    Float32,

    /// <summary>Weights, keys and logits in half precision.</summary>
    Float16,

    /// <summary>DynamicQuantizeMatMul, as ONNX Runtime's dynamic quantization gives.</summary>
    DynamicInt8,

    /// <summary>DynamicQuantizeLinear and MatMulInteger, as the files named model_quantized have it.</summary>
    IntegerInt8,

    /// <summary>The same with all of 8 bits, which overflows without VNNI.</summary>
    DynamicInt8Whole,

    /// <summary>DequantizeLinear before MatMul.</summary>
    QdqInt8,

    /// <summary>MatMulNBits with 4 bits.</summary>
    Bits4,

    /// <summary>MatMulNBits with 4 bits that rounds the other factor to 8 bits.</summary>
    Bits4Rounding,

    /// <summary>MatMulNBits with 8 bits.</summary>
    Bits8,
}
