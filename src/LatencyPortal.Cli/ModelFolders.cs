namespace LatencyPortal.Cli;

/// <summary>Finds the built-in model and its help entries.</summary>
internal static class ModelFolders
{
    private static readonly string BuiltIn = Path.Combine("models", "portal-assistant");

    /// <summary>The named folder, else the built-in model upward from the current folder, else the one beside the program.</summary>
    /// <exception cref="CliException">No folder is named and none is found.</exception>
    public static string Find(string? named) =>
        (named is null ? FindBuiltIn() : Path.GetFullPath(named)) ?? throw new CliException(
            $"No model folder was found: there is no {BuiltIn} in or above {Directory.GetCurrentDirectory()}, "
            + $"nor in {AppContext.BaseDirectory}. Name one with --model FOLDER.");

    /// <summary>The built-in model upward from the current folder, or beside the program.</summary>
    public static string? FindBuiltIn()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, BuiltIn);
        return FindAbove(Directory.GetCurrentDirectory(), BuiltIn) ?? (Directory.Exists(beside) ? beside : null);
    }

    /// <summary>The help entries that belong to a model folder, if it has any.</summary>
    public static string? HelpEntries(string folder)
    {
        var path = Path.Combine(folder, "help.json");
        return File.Exists(path) ? path : null;
    }

    /// <summary>A folder or file at this path below the start folder or one above it.</summary>
    public static string? FindAbove(string start, string path)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, path);
            if (Path.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
