namespace LatencyPortal.Data;

/// <summary>What the Settings page says of everything that is asked by one name.</summary>
internal sealed class RouteRow
{
    /// <summary>Id of a model or pool; it need not exist now.</summary>
    public required string Model { get; init; }

    /// <summary>Most output tokens of one answer.</summary>
    public int MaxOutputTokens { get; set; }
}
