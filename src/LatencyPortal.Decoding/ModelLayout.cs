namespace LatencyPortal.Decoding;

/// <summary>How a model folder is laid out.</summary>
public enum ModelLayout
{
    /// <summary><c>genai_config.json</c> and the files that it names, as onnxruntime-genai has it.</summary>
    OnnxRuntimeGenai,

    /// <summary><c>config.json</c> and <c>model*.onnx</c>, in the folder or in <c>onnx/</c>, as Optimum and transformers.js have it.</summary>
    HuggingFace,
}
