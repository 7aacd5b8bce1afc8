namespace LatencyPortal.Telemetry.Slo;

/// <summary>Says of a request whether it was good: one by one, against the limit itself, never from a histogram.</summary>
/// <remarks>
/// A failure is bad to every objective but that of the cached share, unless the caller was at fault (the request was invalid or did not fit
/// the context, or the portal refused it). Whoever stops an answer decided so himself: it counts for TTFT once a first token came, or once
/// the limit had passed without one; for TPOT where that can be measured; and for E2E, errors and goodput only where a limit was broken before.
/// </remarks>
public static class SloJudge
{
    /// <summary>Sources whose requests nobody waits for.</summary>
    private static readonly string[] Unattended = ["warm"];

    /// <summary>Causes that are the caller's.</summary>
    private static readonly string[] OfCallers = ["invalid_request", "prompt_too_long", "unknown_model"];

    /// <summary>Judges a request.</summary>
    /// <param name="objective">The promise.</param>
    /// <param name="request">The request as a whole, see <see cref="RequestAttempts.Whole"/>.</param>
    public static SloVerdict Judge(SloObjective objective, RequestRecord request)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(request);
        if (Unattended.Contains(request.Source) || !objective.Scope.Holds(request))
            return SloVerdict.NotCounted;
        if (request.Outcome == RequestOutcome.Failed && (OfCallers.Contains(request.ErrorKind) || objective.Indicator == SloIndicator.CachedShare))
            return SloVerdict.NotCounted;
        if (request.Outcome == RequestOutcome.Failed)
            return SloVerdict.Bad;
        return objective.Indicator switch
        {
            SloIndicator.Ttft => Ttft(request, objective.TtftMs),
            SloIndicator.Tpot => Below(request.TimePerOutputToken, objective.TpotMs),
            SloIndicator.EndToEnd => EndToEnd(request, objective.EndToEndMs),
            SloIndicator.CachedShare => request.CachedShare is { } share ? Of(share > objective.CachedShare) : SloVerdict.NotCounted,
            SloIndicator.ErrorFree => request.Outcome == RequestOutcome.Completed ? SloVerdict.Good : SloVerdict.NotCounted,
            _ => Goodput(objective, request),
        };
    }

    private static SloVerdict Ttft(RequestRecord request, double? limit) => request switch
    {
        { Stamps.TimeToFirstToken: { } ttft } => Below(ttft, limit),
        { Outcome: RequestOutcome.Cancelled, Stamps.EndToEnd: { } waited } when waited >= limit => SloVerdict.Bad,
        _ => SloVerdict.NotCounted,
    };

    private static SloVerdict EndToEnd(RequestRecord request, double? limit) => request.Outcome switch
    {
        RequestOutcome.Completed => Below(request.Stamps.EndToEnd, limit),
        _ => request.Stamps.EndToEnd >= limit ? SloVerdict.Bad : SloVerdict.NotCounted,
    };

    /// <summary>Every limit that is set must be kept; one that cannot be measured, as the TPOT of a single token, is not broken.</summary>
    private static SloVerdict Goodput(SloObjective objective, RequestRecord request)
    {
        if ((objective.TtftMs is { } ttft && Ttft(request, ttft) == SloVerdict.Bad)
            || (objective.TpotMs is { } tpot && Below(request.TimePerOutputToken, tpot) == SloVerdict.Bad)
            || (objective.EndToEndMs is { } whole && EndToEnd(request, whole) == SloVerdict.Bad))
            return SloVerdict.Bad;
        return request.Outcome == RequestOutcome.Completed ? SloVerdict.Good : SloVerdict.NotCounted;
    }

    private static SloVerdict Below(double? value, double? limit) => value is null ? SloVerdict.NotCounted : Of(value < limit);

    private static SloVerdict Of(bool isGood) => isGood ? SloVerdict.Good : SloVerdict.Bad;
}
