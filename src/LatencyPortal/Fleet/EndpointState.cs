using LatencyPortal.Controls;
using LatencyPortal.Gateway;
using LatencyPortal.Gateway.Resilience;

namespace LatencyPortal.Fleet;

/// <summary>How an endpoint is, in words and as a sign that is told without colour.</summary>
/// <param name="Css"><c>good</c>, <c>risk</c>, <c>missed</c> or <c>none</c>: colour and outline of the sign.</param>
/// <param name="Sign">What stands in it.</param>
/// <param name="Word">The state.</param>
/// <param name="Why">What it means and what happens next.</param>
internal sealed record EndpointState(string Css, string Sign, string Word, string Why)
{
    /// <summary>The state that matters most.</summary>
    public static EndpointState Of(FleetEndpoint endpoint, ConnectionSample? latest)
    {
        if (endpoint.Drained)
            return new("none", "‖", "Drained", endpoint.InFlight == 0 ? "Nothing is sent to it." : "Nothing new is sent to it; calls that run go on.");
        if (endpoint.Breaker == BreakerState.Open)
        {
            return endpoint.TriedAgainIn > TimeSpan.Zero
                ? new("missed", "✕", "Left alone", $"Too many calls failed. Tried again in {Math.Ceiling(endpoint.TriedAgainIn.TotalSeconds):0} s.")
                : new("risk", "↻", "Left alone", "Too many calls failed. The next call tries it.");
        }

        if (endpoint.Breaker == BreakerState.HalfOpen)
            return new("risk", "↻", "On trial", "One call tries it; others wait for its end.");
        if (endpoint.Rests)
            return new("risk", "…", "Resting", "It asked to be left alone for a while.");
        if (endpoint.Queue.IsFull)
            return new("risk", "▤", "Full", "Every place and its queue are taken: further calls are refused.");
        return latest switch
        {
            null => new("none", "?", "Not measured", "The first measurement comes within seconds."),
            { IsReached: false } => new("missed", "✕", "Not reached", latest.Error ?? "Nothing answered."),
            { Kind: ModelErrorKind.WrongKey } => new("missed", "!", "Key refused", latest.Error ?? "It refuses the key."),
            { Kind: ModelErrorKind.RateLimited } => new("risk", "…", "Refuses", latest.Error ?? "It refuses requests for now."),
            // A web page, say, of a proxy or of a base URL that is not quite right; calls would end no better.
            { Error: { } error, HasNoList: false } => new("missed", "!", "Wrong answer", error),
            _ => new("good", "✓", "Healthy", $"Answers in {Milliseconds.Format(latest.Timing.FirstByteMs)}."),
        };
    }
}
