using LatencyPortal.Dashboards;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;

namespace LatencyPortal.Settings;

/// <summary>The test of an endpoint as one waterfall: the steps of the connection, then those of the call.</summary>
internal static class EndpointTrialPhases
{
    /// <param name="timing">The connection; <see langword="null"/> while it is measured.</param>
    /// <param name="call">The call; <see langword="null"/> when there is none yet.</param>
    /// <param name="elapsed">How long the call has run, in ms.</param>
    /// <param name="running">Whether something may still come.</param>
    public static IReadOnlyList<Phase> Of(ConnectionTiming? timing, RequestStamps? call, double? elapsed, bool running)
    {
        var phases = new List<Phase>();
        var at = 0.0;
        if (timing is null)
            return phases;
        Step("DNS", "connect", timing.LookupMs, "The host name becomes an address.");
        Step("Connect", "connect", timing.ConnectMs, "One round trip: the TCP connection is made.");
        Step("TLS", "connect", timing.TlsMs, "The certificate is checked and keys are agreed on.");
        Step("List", "queue", timing.FirstByteMs, "The list of models: from the request to the first byte of its answer.");
        if (call is not { } stamps)
            return phases;

        var begin = at;
        var until = stamps.End ?? (running ? elapsed : null);
        Call("Request", "connect", stamps.Headers, "A chat request goes there on a connection that is open; its headers come back.");
        Call("Prefill", "prefill", stamps.FirstToken, "The model reads the prompt and computes its first token.");
        if (stamps.LastToken > stamps.FirstToken)
            Call("Decode", "decode", stamps.LastToken, "The model writes the sentence.");
        return phases;

        void Step(string name, string css, double? length, string meaning)
        {
            if (length is not { } ms)
                return;
            phases.Add(new Phase(name, css, at, at + ms, meaning));
            at += ms;
        }

        void Call(string name, string css, double? end, string meaning)
        {
            if (phases.Exists(phase => phase.Cut))
                return;
            // A phase that is under way ends where the call stands now.
            if ((end ?? until) is not { } reached)
                return;
            phases.Add(new Phase(name, css, at, Math.Max(at, begin + reached), meaning, Cut: end is null));
            at = Math.Max(at, begin + reached);
        }
    }
}
