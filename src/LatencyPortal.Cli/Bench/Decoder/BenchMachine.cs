using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LatencyPortal.Cli.Bench.Decoder;

internal static class BenchMachine
{
    /// <summary>Logical processors, system and runtime.</summary>
    public static string Environment { get; } =
        $"{System.Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>
    /// Says whether the warm-up, which begins now, is over. Until then the runtime still compiles what runs often; a portal
    /// that has answered for a while is past it.
    /// </summary>
    public static Func<bool> Warming(TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        return () => Stopwatch.GetElapsedTime(started) > time;
    }
}
