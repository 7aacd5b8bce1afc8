using Microsoft.AspNetCore.Components.Server.Circuits;

namespace LatencyPortal.Chat;

/// <summary>
/// Makes calls to the browser that outlive a lost connection: those that were under way when it broke vanish without an error.
/// </summary>
internal sealed class CircuitConnection : CircuitHandler, IDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private CancellationTokenSource _current = new();

    private CancellationToken Current
    {
        get
        {
            lock (_gate)
                return _current.Token;
        }
    }

    /// <summary>Makes a call, and makes it again when the connection has been lost and is there again, or when no answer comes.</summary>
    /// <param name="call">The call; the browser must not mind being called twice.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<T> CallAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Current);
            limit.CancelAfter(CallLimit);
            try
            {
                return await call(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The connection came back, or the browser is very slow.
            }
        }
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        CancellationTokenSource lost;
        lock (_gate)
            (lost, _current) = (_current, new CancellationTokenSource());
        lost.Cancel();
        lost.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _current.Dispose();
}
