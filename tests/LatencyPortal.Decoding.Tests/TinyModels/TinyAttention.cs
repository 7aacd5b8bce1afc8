namespace LatencyPortal.Decoding.Tests.TinyModels;

/// <summary>How a tiny decoder attends.</summary>
internal enum TinyAttention
{
    /// <summary>GroupQueryAttention with fused rotary positions.</summary>
    Grouped,

    /// <summary>Concat, MatMul and Softmax over a past that grows.</summary>
    Concat,

    /// <summary>MultiHeadAttention over a past that grows.</summary>
    MultiHead,
}
