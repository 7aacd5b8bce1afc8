namespace LatencyPortal.Testing.Upstream;

/// <summary>One fault with its figures; those that a kind does not name mean nothing to it.</summary>
/// <param name="Kind">What is wrong.</param>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>Tokens that are sent before it begins.</summary>
    public int AfterTokens { get; init; }

    /// <summary>Status of <see cref="FaultKind.Status"/> and <see cref="FaultKind.Redirect"/>; 503 and 307 when left out.</summary>
    public int? Status { get; init; }

    /// <summary>Value of <c>Retry-After</c> beside a status: seconds or a date; none when left out.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>How long a silence lasts, or the pause of a trickle; a silence lasts until the client leaves when left out.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>Bytes, characters or events, as the kind says; 1, and 10,485,760 for a huge line, when left out.</summary>
    public int? Size { get; init; }

    /// <summary>How many times slower.</summary>
    public double Factor { get; init; } = 10;

    /// <summary>Content type or target; the kind says which.</summary>
    public string? Text { get; init; }
}
