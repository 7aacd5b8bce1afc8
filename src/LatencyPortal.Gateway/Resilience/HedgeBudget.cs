namespace LatencyPortal.Gateway.Resilience;

/// <summary>
/// Caps hedges at a share of the requests: each request adds that share of a hedge, up to a few that are saved. It begins empty, so there
/// are never more hedges than the share of all requests so far. Any thread.
/// </summary>
/// <param name="share">Hedges for each request, 0 to 1.</param>
internal sealed class HedgeBudget(double share)
{
    private const double MostSaved = 10;

    private readonly Lock _gate = new();
    private double _saved;

    public void RequestCame()
    {
        lock (_gate)
            _saved = Math.Min(MostSaved, _saved + share);
    }

    public bool TrySpend()
    {
        lock (_gate)
        {
            // A hundred times 0.01 is a little less than 1.
            if (_saved < 1 - 1e-9)
                return false;
            _saved -= 1;
            return true;
        }
    }
}
