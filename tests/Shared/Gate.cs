namespace LatencyPortal.Testing;

/// <summary>A point of a script that waits until the test opens it; the test can wait until it is reached.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the script go on.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Waits until the script stands at this gate: everything before it has been sent.</summary>
    public Task ReachedAsync(CancellationToken cancellationToken) => _reached.Task.WaitAsync(cancellationToken);

    internal Task PassAsync(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        return _opened.Task.WaitAsync(cancellationToken);
    }
}
