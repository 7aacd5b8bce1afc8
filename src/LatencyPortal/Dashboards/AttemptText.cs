using LatencyPortal.Telemetry;

namespace LatencyPortal.Dashboards;

/// <summary>Attempts in words.</summary>
internal static class AttemptText
{
    public static string Name(AttemptKind kind) => kind switch
    {
        AttemptKind.First => "First",
        AttemptKind.Retry => "Retry",
        AttemptKind.Failover => "Failover",
        AttemptKind.Hedge => "Hedge",
        _ => "Attempt",
    };

    public static string Meaning(AttemptKind kind) => kind switch
    {
        AttemptKind.Retry => "The same endpoint again, after a failure before the first token.",
        AttemptKind.Failover => "Another endpoint, after a failure before the first token.",
        AttemptKind.Hedge => "Another endpoint beside the one whose first token was late.",
        _ => "The first call of the request.",
    };

    /// <summary>How an attempt ended, told from how the request did.</summary>
    public static string Outcome(RequestRecord attempt, RequestRecord deciding) => attempt switch
    {
        { Outcome: RequestOutcome.Completed } => "Answered",
        _ when attempt == deciding && attempt.Stamps.FirstToken is not null => $"Answered, then {OutcomeText.Word(attempt).ToLowerInvariant()}",
        { Outcome: RequestOutcome.Cancelled } when deciding.Outcome != RequestOutcome.Cancelled => "Lost: another was sooner",
        _ => OutcomeText.Word(attempt),
    };

    /// <summary>The whole in a sentence.</summary>
    public static string Summary(RequestAttempts request)
    {
        var wasted = request.All.Where(attempt => attempt != request.Deciding).Sum(attempt => attempt.WastedTokens ?? 0);
        var cost = wasted > 0 ? $" {wasted} {(wasted == 1 ? "token was" : "tokens were")} written for nobody." : "";
        return request.Deciding.Stamps.FirstToken is null
            ? $"None of {request.All.Count} attempts answered.{cost}"
            : $"The {Name(request.Deciding.Attempt).ToLowerInvariant()} answered. The request counts once, by it.{cost}";
    }
}
