using LatencyPortal.Telemetry;

namespace LatencyPortal.Dashboards;

/// <summary>Turns the stamps of a request into its phases; a phase whose stamps are not known is left out.</summary>
internal static class PhaseBuilder
{
    private const string Local = "local";

    public static IReadOnlyList<Phase> Build(RequestRecord record)
    {
        var s = record.Stamps;
        var phases = new List<Phase>();
        var at = 0.0;

        // 1. The way to the model: each phase begins where the last known one ended.
        if (record.Attempt == AttemptKind.First)
            Step("Portal", "portal", s.RequestWritten, "The portal prepares the request: documents are searched, the prompt is put together.");
        else
            Step("Before", "portal", s.RequestWritten, "The attempts before this one, and the wait until it was made.");
        if (record.Endpoint == Local)
            Step("Queue", "queue", s.Headers, "The request waits until the local model has room for one more answer.");
        else
            Step("Connect", "connect", s.Headers, "The request goes to the endpoint, and its response headers come back.");
        Step("Prefill", "prefill", s.FirstToken, "The model reads the prompt and computes its first token.");

        // 2. The answer: one token alone has no time between tokens.
        if (s.LastToken > s.FirstToken)
            Step("Decode", "decode", s.LastToken, "The model writes the rest of its answer, token after token.");
        if (s.FirstToken is not null && s.End > at)
            phases.Add(new Phase("End", "end", at, s.End.Value, AfterLast(record)));

        // 3. The browser, beside all that.
        if (s.FirstPaint is { } paint && (s.FirstAnswer ?? s.FirstToken) is { } arrived && paint >= arrived)
            phases.Add(new Phase("Paint", "paint", arrived, paint, "The first answer character travels to the browser and is painted."));
        return phases;

        void Step(string name, string css, double? end, string meaning)
        {
            if (end is { } known)
            {
                phases.Add(new Phase(name, css, at, Math.Max(at, known), meaning));
                at = Math.Max(at, known);
            }
            else if (s.End is { } cut && !ReachedLater(name) && !phases.Exists(phase => phase.Cut))
            {
                phases.Add(new Phase(name, css, at, Math.Max(at, cut), meaning, Cut: true));
            }
        }

        bool ReachedLater(string name) => s.FirstToken is not null
            || (name is "Portal" or "Before" && (s.RequestWritten ?? s.Headers) is not null)
            || (name is "Queue" or "Connect" && s.Headers is not null);
    }

    private static string AfterLast(RequestRecord record) => record.Outcome switch
    {
        RequestOutcome.Completed => "The stream ends after its last content: finish reason, usage, end mark.",
        RequestOutcome.Cancelled => "Nothing more came until it was stopped.",
        _ => "Nothing more came until it failed.",
    };
}
