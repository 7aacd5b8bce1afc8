namespace LatencyPortal.Decoding;

/// <summary>As many requests wait for the model as may; try again when some are answered.</summary>
public sealed class QueueFullException(int waiting) : Exception(
    $"The model is busy: {waiting} requests wait already. Try again in a moment.")
{
    /// <summary>Requests that wait.</summary>
    public int Waiting { get; } = waiting;
}
