namespace LatencyPortal.Decoding;

/// <summary>What computes a local model.</summary>
public enum ExecutionProvider
{
    /// <summary>The best that this build of the portal contains and this machine has.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>Any graphics card on Windows, through DirectML.</summary>
    DirectML,

    /// <summary>A graphics card of NVIDIA, through CUDA.</summary>
    Cuda,
}
