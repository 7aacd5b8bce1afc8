namespace LatencyPortal.Gateway;

/// <summary>A model that runs inside the portal.</summary>
public sealed record LocalModelConfig
{
    /// <summary>Public model id, for example <c>portal-assistant</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Folder in the layout of onnxruntime-genai or Hugging Face.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether help entries are searched and put into its prompt as documents.</summary>
    public bool Grounded { get; init; }
}
