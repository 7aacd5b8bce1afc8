using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>An upstream below HTTP: every connection is served by the test itself, byte by byte.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    /// <summary>A whole answer.</summary>
    public const string Answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 95\r\n\r\n" + Body;

    /// <summary>Its body.</summary>
    public const string Body =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _serving;
    private int _connections;
    private int _requests;

    private RawUpstream(IPAddress address, Func<NetworkStream, int, CancellationToken, Task> answer)
    {
        _listener = new TcpListener(address, 0);
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    public Uri BaseUrl => new($"http://{_listener.LocalEndpoint}/v1");

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Requests so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <param name="answer">Answers a request on a stream; gets its number on its connection, from 1.</param>
    /// <param name="address">Where it listens; 127.0.0.1 when left out.</param>
    public static RawUpstream Start(Func<NetworkStream, int, CancellationToken, Task> answer, IPAddress? address = null) => new(address ?? IPAddress.Loopback, answer);

    public static RawUpstream Start(string answer, IPAddress? address = null) =>
        Start((stream, _, stop) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer), stop).AsTask(), address);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _serving;
        _closing.Dispose();
    }

    private async Task ServeAsync(Func<NetworkStream, int, CancellationToken, Task> answer)
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token), answer));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client, Func<NetworkStream, int, CancellationToken, Task> answer)
    {
        using (client)
        {
            Interlocked.Increment(ref _connections);
            var stream = client.GetStream();
            try
            {
                for (var number = 1; await ReadRequestAsync(stream, _closing.Token); number++)
                {
                    Interlocked.Increment(ref _requests);
                    await answer(stream, number, _closing.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The client left, the test closed it, or all ends.
            }
        }
    }

    /// <summary>Reads headers and a body of known length.</summary>
    private static async Task<bool> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
                return false;
            head.Append((char)one[0]);
        }

        const string length = "content-length:";
        var text = head.ToString();
        var at = text.IndexOf(length, StringComparison.OrdinalIgnoreCase);
        if (at >= 0)
        {
            var end = text.IndexOf('\r', at);
            await stream.ReadExactlyAsync(new byte[int.Parse(text.AsSpan()[(at + length.Length)..end], System.Globalization.CultureInfo.InvariantCulture)], cancellationToken);
            return true;
        }

        // Chunked: its end is the only empty chunk.
        var body = new StringBuilder();
        while (!body.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
                return false;
            body.Append((char)one[0]);
        }

        return true;
    }
}
