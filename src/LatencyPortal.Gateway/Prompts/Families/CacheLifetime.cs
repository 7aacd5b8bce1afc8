namespace LatencyPortal.Gateway.Prompts.Families;

/// <summary>How long an entry can be read.</summary>
public sealed record CacheLifetime
{
    /// <summary>The provider's word for it, for example <c>5m</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Seconds from the last use, or from the write when uses do not refresh it; above 0; <see langword="null"/> when nobody says.</summary>
    public int? Seconds { get; init; }

    /// <summary>Most seconds from the write, uses or not; above 0; <see langword="null"/> for no such limit.</summary>
    public int? MostSeconds { get; init; }

    /// <summary>Whether each use lets <see cref="Seconds"/> begin anew.</summary>
    public bool RefreshedOnUse { get; init; }

    /// <summary>Whether a source says that it is measured from the start of the request; what nobody says is computed so too.</summary>
    public bool FromRequestStart { get; init; }

    /// <summary>Price of a written token in multiples of an input token, 1 when writing costs nothing more; <see langword="null"/> when unknown.</summary>
    public double? WriteMultiple { get; init; }
}
