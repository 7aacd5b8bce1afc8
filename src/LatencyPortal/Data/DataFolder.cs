namespace LatencyPortal.Data;

/// <summary>The folder that holds everything the portal keeps.</summary>
internal static class DataFolder
{
    /// <summary>Makes the folder and tries to write into it.</summary>
    /// <returns>What is wrong as a sentence, or <see langword="null"/>.</returns>
    public static string? Check(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(path, "keys"));
            var probe = Path.Combine(path, $".probe-{Guid.NewGuid():N}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return $"the data folder {path} cannot be written ({e.Message}). Choose another with --data FOLDER or LATENCYPORTAL_DATA.";
        }
    }
}
