namespace LatencyPortal.Telemetry;

/// <summary>
/// A request with all its attempts. Each attempt has a record, but it is the request that is good or bad: one that fails at a first
/// member and is answered by a second counts once, by its answer, with the time that the first one took in it.
/// </summary>
public sealed class RequestAttempts
{
    /// <param name="attempts">Attempts of one request, at least one, in any order.</param>
    public RequestAttempts(IEnumerable<RequestRecord> attempts)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        All = [.. attempts.OrderBy(BeganAt)];
        Deciding = All.MaxBy(Weight)!;
        var sent = All.Min(attempt => attempt.Stamps.RequestWritten);
        Whole = All.Count == 1 ? Deciding : Deciding with { Stamps = Deciding.Stamps with { RequestWritten = sent } };
    }

    /// <summary>All of them in the order in which they began.</summary>
    public IReadOnlyList<RequestRecord> All { get; }

    /// <summary>The one that decided how the request ended: the one that answered, or else the last that failed or was stopped.</summary>
    public RequestRecord Deciding { get; }

    /// <summary>The request as one record: <see cref="Deciding"/>, but timed from the moment at which the first attempt was sent.</summary>
    public RequestRecord Whole { get; }

    /// <summary>Id of the request that a record is an attempt of; its own for a first attempt, also for one answer of several.</summary>
    public static Guid RequestOf(RequestRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record is { Attempt: not AttemptKind.First, ParentId: { } first } ? first : record.Id;
    }

    /// <summary>When an attempt began in ms after t0. One that never left the portal has nothing but its end.</summary>
    private static double BeganAt(RequestRecord record) => record.Stamps.RequestWritten ?? record.Stamps.End ?? 0;

    /// <summary>
    /// After the first token nothing is tried again, so who completed or failed with a token has answered. Who was stopped with tokens
    /// may be a lost hedge as well as the answer, and lost ones end first.
    /// </summary>
    private static (int Rank, double End) Weight(RequestRecord record) => (
        record.Outcome switch
        {
            RequestOutcome.Completed => 2,
            RequestOutcome.Failed when record.Stamps.FirstToken is not null => 1,
            _ => 0,
        },
        record.Stamps.End ?? 0);
}
