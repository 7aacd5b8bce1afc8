using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LatencyPortal.Browser.Tests;

/// <summary>Stands between browser and portal, and is the network that fails: connections break at a word, and new ones are refused.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly IPEndPoint _target;
    private readonly Task _accepting;
    private volatile bool _isDown;

    /// <param name="target">An address of 127.0.0.1.</param>
    public TcpProxy(Uri target)
    {
        _target = new IPEndPoint(IPAddress.Loopback, target.Port);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where the browser goes instead.</summary>
    public Uri Address { get; }

    /// <summary>Breaks all connections; new ones are let through.</summary>
    public void Cut()
    {
        foreach (var socket in _open.Keys)
            Break(socket);
    }

    /// <summary>Breaks all connections, and new ones until <see cref="GoUp"/>.</summary>
    public void GoDown()
    {
        _isDown = true;
        Cut();
    }

    public void GoUp() => _isDown = false;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_closing.Token);
                pumps.RemoveAll(pump => pump.IsCompleted);
                pumps.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task ServeAsync(Socket browser)
    {
        var portal = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        browser.NoDelay = true;
        (_open[browser], _open[portal]) = (0, 0);
        try
        {
            if (_isDown)
                return;
            await portal.ConnectAsync(_target, _closing.Token);
            await Task.WhenAny(PumpAsync(browser, portal), PumpAsync(portal, browser));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The network is like that.
        }
        finally
        {
            Break(browser);
            Break(portal);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _closing.Token) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _closing.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; so is the other in a moment.
        }
    }

    /// <summary>A reset, as a lost network looks, not an orderly end.</summary>
    private void Break(Socket socket)
    {
        if (!_open.TryRemove(socket, out _))
            return;
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }
}
