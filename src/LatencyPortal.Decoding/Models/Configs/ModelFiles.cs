namespace LatencyPortal.Decoding.Models.Configs;

/// <summary>Finds the ONNX file of a folder.</summary>
internal static class ModelFiles
{
    /// <summary>
    /// What a folder with several precisions is asked for, best first: on a CPU a step costs what its weights weigh, so
    /// 8 bits come before 4, which lose quality and speed up proposals less, and those before full precision. Half
    /// precision comes last, because CPUs compute it by way of fp32.
    /// </summary>
    private static readonly string[] Preferred =
        ["model_quantized", "model_int8", "model_uint8", "model_q8", "model_q4", "model", "model_q4f16", "model_fp16", "model_bnb4"];

    /// <summary>A file that is named, relative to the folder.</summary>
    public static string Named(string folder, string name)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        var path = name.Contains('\0', StringComparison.Ordinal) ? "" : Path.GetFullPath(Path.Combine(root, name));
        if (!path.StartsWith(root, StringComparison.Ordinal))
            throw ModelLoadException.InFile(folder, "the model file must be named relative to the folder and lie in it.");
        return File.Exists(path) ? path : throw ModelLoadException.InFile(path, "the file is missing.");
    }

    /// <summary>The file that suits a CPU best of those in the folder and in its folder <c>onnx</c>.</summary>
    public static string Best(string folder)
    {
        string[] folders = [Path.Combine(folder, "onnx"), folder];
        var files = folders.Where(Directory.Exists).SelectMany(inside => Directory.EnumerateFiles(inside, "*.onnx")).ToList();
        var models = files.Where(file => Path.GetFileName(file).StartsWith("model", StringComparison.Ordinal)).ToList();
        if (models.Count > 0)
            return models.OrderBy(Rank).ThenBy(file => file, StringComparer.Ordinal).First();
        throw ModelLoadException.InFile(folder, files.Count == 0
            ? "there is no ONNX file in it or in its folder onnx."
            : $"there is no model*.onnx in it or in its folder onnx, only {string.Join(", ", files.Take(4).Select(Path.GetFileName).Order(StringComparer.Ordinal))}.");
    }

    private static int Rank(string file) => Array.IndexOf(Preferred, Path.GetFileNameWithoutExtension(file)) is var rank and >= 0 ? rank : Preferred.Length;
}
