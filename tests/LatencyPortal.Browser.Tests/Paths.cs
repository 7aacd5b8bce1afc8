namespace LatencyPortal.Browser.Tests;

/// <summary>Where this build put things: <c>ROOT/bin/PROJECT/CONFIGURATION</c>, whatever ROOT is.</summary>
internal static class Paths
{
    private static readonly DirectoryInfo Output = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private static readonly string Bin = Output.Parent!.Parent!.FullName;

    /// <summary>The portal of the same configuration.</summary>
    public static string Portal => Path.Combine(Bin, "LatencyPortal", Output.Name, "LatencyPortal.dll");

    /// <summary>The folder of the built-in model beside it.</summary>
    public static string BuiltInModel => Path.Combine(Path.GetDirectoryName(Portal)!, "models", "portal-assistant");

    /// <summary>Where failed tests leave their screenshots and logs.</summary>
    public static string Results => Path.Combine(Path.GetDirectoryName(Bin)!, "test-results");
}
