namespace LatencyPortal.Settings;

/// <summary>
/// What a local model may look like in configuration. Whether its folder can be loaded is another matter: that never keeps
/// the portal from starting.
/// </summary>
internal static class LocalModelRules
{
    /// <returns>The setting that is wrong and a sentence, for each fault.</returns>
    public static IEnumerable<(string Setting, string Fault)> Check(LocalModelOptions model)
    {
        if (NameRules.Check(model.Name, "model") is { } wrongName)
            yield return (nameof(model.Name), wrongName);
        if (string.IsNullOrWhiteSpace(model.Folder))
            yield return (nameof(model.Folder), "The model needs a folder, in the layout of onnxruntime-genai or Hugging Face.");
        else if (!IsPath(model.Folder))
            yield return (nameof(model.Folder), "This is no path.");
        if (!string.IsNullOrWhiteSpace(model.File) && !IsInside(model.File.Trim()))
            yield return (nameof(model.File), "Name an ONNX file by its path inside the model folder, for example onnx/model_q4.onnx.");
        if (model.Draft is { } draft && !IsPath(draft))
            yield return (nameof(model.Draft), "This is no path.");
    }

    private static bool IsPath(string path) => !path.Contains('\0', StringComparison.Ordinal);

    private static bool IsInside(string file) =>
        IsPath(file) && !Path.IsPathRooted(file) && !file.Split('/', '\\').Contains("..", StringComparer.Ordinal);
}
