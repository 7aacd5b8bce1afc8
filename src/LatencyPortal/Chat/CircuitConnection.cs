using Microsoft.AspNetCore.Components.Server.Circuits;

namespace LatencyPortal.Chat;

/// <summary>
/// Tells components of a circuit when its connection comes back. Calls to the browser that were under way when it broke vanish without
/// an error, so whoever waits for one waits with <see cref="Current"/>.
/// </summary>
internal sealed class CircuitConnection : CircuitHandler, IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _current = new();

    /// <summary>Cancelled when the connection has been lost and is there again.</summary>
    public CancellationToken Current
    {
        get
        {
            lock (_gate)
                return _current.Token;
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
