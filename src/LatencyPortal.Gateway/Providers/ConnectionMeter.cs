using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// Connections that are made for one measurement and measured step by step: name, TCP, TLS, first byte. The gateway's own
/// handler cannot tell them, because it keeps its connections. The first request is measured; what follows it is only sent.
/// </summary>
internal sealed class ConnectionMeter : DelegatingHandler
{
    private readonly TimeProvider _time;
    private readonly RemoteCertificateValidationCallback? _trust;
    private double? _lookup;
    private double? _connect;
    private double? _tls;
    private double? _firstByte;
    private long _ready;

    /// <param name="connectTimeout">Limit for the connection.</param>
    /// <param name="time">The clock.</param>
    /// <param name="trust">Decides on certificates; <see langword="null"/> trusts what the system trusts.</param>
    public ConnectionMeter(TimeSpan connectTimeout, TimeProvider time, RemoteCertificateValidationCallback? trust = null)
    {
        (_time, _trust) = (time, trust);
        InnerHandler = new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout,
            ConnectCallback = ConnectAsync,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
        };
    }

    /// <summary>What was measured so far.</summary>
    public ConnectionTiming Timing => new(_lookup, _connect, _tls, _firstByte);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        _firstByte ??= Since(_ready);
        return response;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var begin = _time.GetTimestamp();
        IPAddress[] addresses;
        if (IPAddress.TryParse(target.Host, out var address))
        {
            addresses = [address];
        }
        else
        {
            addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken).ConfigureAwait(false);
            _lookup = Since(begin);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            begin = _time.GetTimestamp();
            await socket.ConnectAsync(addresses, target.Port, cancellationToken).ConfigureAwait(false);
            _connect = Since(begin);
            return await SecureAsync(new NetworkStream(socket, ownsSocket: true), context, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        finally
        {
            _ready = _time.GetTimestamp();
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream plain, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var uri = context.InitialRequestMessage.RequestUri!;
        // Behind a proxy this is the way to the proxy; the handler makes the tunnel itself.
        if (uri.Scheme != Uri.UriSchemeHttps || uri.IdnHost.Trim('[', ']') != context.DnsEndPoint.Host.Trim('[', ']'))
            return plain;
        var secure = new SslStream(plain, leaveInnerStreamOpen: false, _trust);
        try
        {
            var begin = _time.GetTimestamp();
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = uri.IdnHost, ApplicationProtocols = [SslApplicationProtocol.Http11] },
                cancellationToken).ConfigureAwait(false);
            _tls = Since(begin);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private double Since(long begin) => _time.GetElapsedTime(begin).TotalMilliseconds;
}
