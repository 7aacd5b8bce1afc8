namespace LatencyPortal.Settings;

/// <summary>
/// Whether the models have been set up since the start. Until then a call would be told that its model does not exist; it waits instead,
/// but not for an endpoint that does not answer.
/// </summary>
internal sealed class ModelsKnown(TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = time.GetTimestamp();

    /// <summary>The models are set up, or cannot be.</summary>
    public void Set() => _known.TrySetResult();

    /// <summary>Waits until the models are set up, or until 10 s have passed since the start.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_known.Task.IsCompleted)
            return Task.CompletedTask;
        var left = LongestWait - time.GetElapsedTime(_started);
        return left > TimeSpan.Zero ? WaitAsync(left, cancellationToken) : Task.CompletedTask;
    }

    private async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await _known.Task.WaitAsync(longest, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Those that are there can be called.
        }
    }
}
