namespace LatencyPortal.Chat.Exchange.Import;

/// <summary>How far an import is, and at its end what became of it: one line of JSON of the answer.</summary>
internal sealed record ImportProgress
{
    /// <summary>Conversations taken in.</summary>
    public int Imported { get; init; }

    /// <summary>Conversations that were here already, from an earlier import.</summary>
    public int Already { get; init; }

    /// <summary>Conversations that could not be taken in.</summary>
    public int Failed { get; init; }

    /// <summary>Why the file, or its rest, could not be read.</summary>
    public string? Error { get; init; }

    /// <summary>Nothing follows.</summary>
    public bool Done { get; init; }

    /// <summary>At the end: the first conversations that failed and why.</summary>
    public IReadOnlyList<ImportFailure>? Failures { get; init; }

    /// <summary>At the end: what was taken in, for undoing it.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }
}
