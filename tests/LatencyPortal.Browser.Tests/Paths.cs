namespace LatencyPortal.Browser.Tests;

/// <summary>Where this build put things: <c>ROOT/bin/PROJECT/CONFIGURATION</c>, whatever ROOT is.</summary>
internal static class Paths
{
    private static readonly DirectoryInfo Output = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private static readonly string Bin = Output.Parent!.Parent!.FullName;

    /// <summary>The portal of the same configuration.</summary>
    public static string Portal => Path.Combine(Bin, "LatencyPortal", Output.Name, "LatencyPortal.dll");

    /// <summary>Where failed tests leave their screenshots and logs.</summary>
    public static string Results => Path.Combine(Path.GetDirectoryName(Bin)!, "test-results");
}
