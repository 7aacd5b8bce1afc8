using LatencyPortal.Gateway;

namespace LatencyPortal.Fleet;

/// <summary>One measurement of the way to an endpoint.</summary>
/// <param name="At">When.</param>
/// <param name="Timing">Its steps, on a connection of its own.</param>
/// <param name="WarmMs">The same request on the connection that is kept open, in ms; <see langword="null"/> when it was not made.</param>
/// <param name="Error">What failed as a sentence.</param>
/// <param name="Kind">What kind of failure it was.</param>
public sealed record ConnectionSample(DateTimeOffset At, ConnectionTiming Timing, double? WarmMs, string? Error, ModelErrorKind? Kind)
{
    /// <summary>Whether the endpoint answered at all, be it with a refusal.</summary>
    public bool IsReached => Timing.FirstByteMs is not null;

    /// <summary>Whether the server has no list of models, which some do without.</summary>
    public bool HasNoList { get; init; }
}
