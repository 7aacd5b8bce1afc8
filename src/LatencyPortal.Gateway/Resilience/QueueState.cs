namespace LatencyPortal.Gateway.Resilience;

/// <summary>How full an endpoint is.</summary>
/// <param name="Running">Calls that have a place.</param>
/// <param name="Waiting">Calls that wait for one.</param>
/// <param name="MostRunning">Most calls at once.</param>
/// <param name="MostWaiting">Most calls that wait; further ones are refused.</param>
public sealed record QueueState(int Running, int Waiting, int MostRunning, int MostWaiting)
{
    /// <summary>Whether the next call would be refused.</summary>
    public bool IsFull => MostRunning > 0 && Running >= MostRunning && Waiting >= MostWaiting;
}
