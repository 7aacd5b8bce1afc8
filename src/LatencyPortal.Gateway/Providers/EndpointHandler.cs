using System.Net;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Makes the connections to all endpoints, and refuses bodies in an encoding that they cannot undo: read on, they would look like a broken answer.</summary>
internal sealed class EndpointHandler : DelegatingHandler
{
    private EndpointHandler(HttpMessageHandler connections)
        : base(connections)
    {
    }

    public static EndpointHandler Create(GatewayOptions options) => new(Connections(options));

    /// <summary>The connections themselves.</summary>
    internal static SocketsHttpHandler Connections(GatewayOptions options) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // notices changed DNS entries
        AllowAutoRedirect = false, // a key goes only where it was entered for
        // How long the rest of an answer is read so that the connection can be used again; one that was left in the
        // middle must stop soon.
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(250),
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        // What was decompressed has lost the header.
        if (response.Content.Headers.ContentEncoding.LastOrDefault() is not { } encoding || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return response;
        response.Dispose();
        throw new UnknownEncodingException(encoding);
    }
}
