namespace LatencyPortal.Telemetry.Traces;

/// <summary>A place that was marked for the provider's cache.</summary>
/// <param name="Mark">Index of the mark.</param>
/// <param name="Lifetime">Index of the lifetime among those of the model's family, 0 for the default.</param>
public readonly record struct TracedBreakpoint(int Mark, int Lifetime = 0);
