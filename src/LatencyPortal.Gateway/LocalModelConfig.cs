namespace LatencyPortal.Gateway;

/// <summary>A model that runs inside the portal.</summary>
public sealed record LocalModelConfig
{
    /// <summary>Public model id, for example <c>portal-assistant</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Folder in the layout of onnxruntime-genai or Hugging Face.</summary>
    public required string Folder { get; init; }

    /// <summary>ONNX file to load, relative to the folder; <see langword="null"/> takes the one that suits best.</summary>
    public string? File { get; init; }

    /// <summary>Folder of its draft model; <see langword="null"/> takes <c>draft</c> inside the folder, if it is there.</summary>
    public string? DraftFolder { get; init; }

    /// <summary>Whether a draft model is loaded where there is one.</summary>
    public bool UseDraftModel { get; init; } = true;

    /// <summary>Whether help entries are searched and put into its prompt as documents.</summary>
    public bool Grounded { get; init; }

    /// <summary>Folder without the ways of writing it that make no difference.</summary>
    internal string FullFolder => FullPath(Folder);

    /// <summary>What is loaded, whatever it is called: models that agree in this share one.</summary>
    internal string Key => string.Join('\n', FullFolder, File, DraftFolder is null ? null : FullPath(DraftFolder), UseDraftModel);

    // What is no path stays as it is: loading says what is wrong with it.
    private static string FullPath(string folder) =>
        folder.Length == 0 || folder.Contains('\0', StringComparison.Ordinal) ? folder : Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
}
