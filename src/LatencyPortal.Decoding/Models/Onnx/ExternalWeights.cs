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
            if (!File.Exists(path))
                throw ModelLoadException.InFile(path, $"the file is missing; {Path.GetFileName(modelPath)} keeps weights in it.");
            var there = LengthOf(path);
            if (there < bytes)
                throw ModelLoadException.InFile(path, $"the file has {there} bytes, but {Path.GetFileName(modelPath)} needs {bytes}; it is cut off.");
        }
    }

    /// <summary>What can be read, also where the file is a link, as in the cache of Hugging Face's tools.</summary>
    private static long LengthOf(string path)
    {
        using var file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
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
