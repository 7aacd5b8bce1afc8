using LatencyPortal.Gateway.Metering;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Gateway.Resilience;

/// <summary>
/// Records calls that never left the portal, because their queue was full, nobody was left to ask, or their client went while they
/// waited. Without a record a dashboard would show a fleet that refuses everybody as one that fails nobody.
/// </summary>
internal sealed class UnsentCalls(TelemetryWriter telemetry)
{
    /// <summary>Every place of the endpoint and of its queue is taken.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The circuit breakers of all who could answer are open.</summary>
    public const string BreakerOpen = "breaker_open";

    /// <param name="context">The call.</param>
    /// <param name="model">Who would have been asked.</param>
    /// <param name="why">What kept it, or that it was cancelled.</param>
    public void Add(RequestContext context, ModelDescription model, Exception why) => telemetry.TryWrite(new MeteredCall(context, model).End(why));
}
