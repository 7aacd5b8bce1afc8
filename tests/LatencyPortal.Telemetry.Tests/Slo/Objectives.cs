using LatencyPortal.Telemetry.Slo;

namespace LatencyPortal.Telemetry.Tests.Slo;

internal static class Objectives
{
    public static SloObjective Of(SloIndicator indicator, double target = 0.95) => new() { Id = "test", Name = "Test", Indicator = indicator, Target = target };
}
