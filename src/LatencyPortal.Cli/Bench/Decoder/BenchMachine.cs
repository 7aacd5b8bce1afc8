using System.Runtime.InteropServices;

namespace LatencyPortal.Cli.Bench.Decoder;

internal static class BenchMachine
{
    /// <summary>Logical processors, system and runtime.</summary>
    public static string Environment { get; } =
        $"{System.Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}";
}
