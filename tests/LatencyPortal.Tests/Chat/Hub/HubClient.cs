using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace LatencyPortal.Tests.Chat.Hub;

/// <summary>The real .NET client over a WebSocket that a test can cut.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private ClientWebSocket? _socket;

    private HubClient(Uri portal)
    {
        Connection = new HubConnectionBuilder()
            .WithUrl(new Uri(portal, "hubs/chat"), HttpTransportType.WebSockets, options =>
            {
                options.WebSocketFactory = async (context, cancellationToken) =>
                {
                    _socket = new ClientWebSocket();
                    await _socket.ConnectAsync(context.Uri, cancellationToken);
                    return _socket;
                };
            })
            .Build();
    }

    public HubConnection Connection { get; }

    public static async Task<HubClient> ConnectAsync(Uri portal, CancellationToken cancellationToken)
    {
        var client = new HubClient(portal);
        await client.Connection.StartAsync(cancellationToken);
        return client;
    }

    /// <summary>Ends the connection as a lost network does.</summary>
    public void Cut() => _socket!.Abort();

    public Task<HubSent> AskAsync(string? text, CancellationToken cancellationToken, Guid? conversation = null, string? model = Tests.Shared.PortalFactory.Model) =>
        Connection.InvokeAsync<HubSent>("Ask", conversation, text, model, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<HubPiece>> Subscribe(Guid message, object offset, CancellationToken cancellationToken) =>
        Connection.StreamAsync<IReadOnlyList<HubPiece>>("Subscribe", message, offset, cancellationToken);

    /// <summary>Follows to the end.</summary>
    public async Task<FollowedAnswer> FollowAsync(Guid message, CancellationToken cancellationToken)
    {
        var answer = new FollowedAnswer();
        await foreach (var batch in Subscribe(message, 0, cancellationToken))
            answer.Take(batch);
        return answer;
    }

    public Task<bool> StopAsync(Guid message, CancellationToken cancellationToken) =>
        Connection.InvokeAsync<bool>("Stop", message, cancellationToken);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
