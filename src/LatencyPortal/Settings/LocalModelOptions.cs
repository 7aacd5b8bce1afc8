using LatencyPortal.Gateway;

namespace LatencyPortal.Settings;

/// <summary>A model folder as configuration or environment give it.</summary>
internal sealed class LocalModelOptions
{
    /// <summary>Stands for no draft model.</summary>
    public const string NoDraft = "none";

    /// <summary>Id of the model.</summary>
    public string? Name { get; set; }

    /// <summary>The model folder; a relative one begins where the portal was started.</summary>
    public string? Folder { get; set; }

    /// <summary>ONNX file inside the folder; left out takes the one that suits best.</summary>
    public string? File { get; set; }

    /// <summary>Folder of the draft model, or <see cref="NoDraft"/>; left out takes the folder <c>draft</c> inside the model's.</summary>
    public string? Draft { get; set; }

    /// <summary>What the gateway loads; only for options that are valid.</summary>
    public LocalModelConfig ToConfig()
    {
        var draft = string.IsNullOrWhiteSpace(Draft) ? null : Draft.Trim();
        var useDraft = !NoDraft.Equals(draft, StringComparison.OrdinalIgnoreCase);
        return new LocalModelConfig
        {
            Name = Name!,
            Folder = Path.GetFullPath(Folder!.Trim()),
            File = string.IsNullOrWhiteSpace(File) ? null : File.Trim(),
            DraftFolder = draft is null || !useDraft ? null : Path.GetFullPath(draft),
            UseDraftModel = useDraft,
        };
    }
}
