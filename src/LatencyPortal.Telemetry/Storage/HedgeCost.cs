namespace LatencyPortal.Telemetry.Storage;

/// <summary>What hedging cost a pool, and what it gained.</summary>
/// <param name="Pool">Its name.</param>
/// <param name="Requests">Requests to it.</param>
/// <param name="Hedges">Extra calls.</param>
/// <param name="Won">Extra calls that answered.</param>
/// <param name="WastedTokens">Output tokens of the calls that lost.</param>
public sealed record HedgeCost(string Pool, int Requests, int Hedges, int Won, long WastedTokens)
{
    /// <summary>Extra calls to a request, 0 to 1; what the budget caps.</summary>
    public double Share => Requests > 0 ? (double)Hedges / Requests : 0;
}
