namespace LatencyPortal.Decoding.Models.Onnx;

/// <summary>The files beside an ONNX model that hold its weights.</summary>
internal static class ExternalWeights
{
    /// <summary>A download that stopped half-way is found here, not after minutes of loading.</summary>
    public static void Check(string modelPath, GraphFacts facts)
    {
        foreach (var (file, bytes) in facts.ExternalFiles)
        {
            var path = PathOf(modelPath, file)
                ?? throw ModelLoadException.InFile(modelPath, "it keeps weights in a file outside its own folder; this is refused.");
            var there = new FileInfo(path);
            if (!there.Exists)
                throw ModelLoadException.InFile(path, $"the file is missing; {Path.GetFileName(modelPath)} keeps weights in it.");
            if (there.Length < bytes)
                throw ModelLoadException.InFile(path, $"the file has {there.Length} bytes, but {Path.GetFileName(modelPath)} needs {bytes}; it is cut off.");
        }
    }

    /// <summary>The full path of a file with weights; null when it would lie outside of the model's folder.</summary>
    private static string? PathOf(string modelPath, string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        if (file.Contains('\0', StringComparison.Ordinal))
            return null;
        var path = Path.GetFullPath(Path.Combine(folder, file));
        return path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : null;
    }
}
