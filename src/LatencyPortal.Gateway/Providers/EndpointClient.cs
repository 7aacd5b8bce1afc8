using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// What the clients of all wire formats share: time limits, the stamp of the headers, failures in our words. A client of
/// a format says how a request is sent and how its answer becomes updates.
/// </summary>
internal abstract class EndpointClient(EndpointConnection connection) : IChatClient
{
    protected EndpointConnection Connection { get; } = connection;

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var silence = new SilenceLimit(
            Connection.Limits.FirstTokenTimeout, Connection.Limits.IdleTimeout, Connection.Time, Connection.Errors);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        var request = EndpointRequest.Make(messages, options, Connection.Model, Connection.Endpoint.Provider);
        var stream = Open(request, silence, limited.Token, cancellationToken);
        try
        {
            try
            {
                await stream.BeginAsync().ConfigureAwait(false);
            }
            catch (ModelCallException e) when (CanAskOtherwise(e))
            {
                await stream.DisposeAsync().ConfigureAwait(false);
                stream = Open(request, silence, limited.Token, cancellationToken);
                await stream.BeginAsync().ConfigureAwait(false);
            }

            // The headers are news by themselves: metering stamps them.
            yield return new ChatResponseUpdate();
            while (await stream.NextAsync().ConfigureAwait(false) is { } update)
                yield return update;
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EndpointConnection) ? Connection
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc />
    public void Dispose()
    {
    }

    /// <summary>The HTTP side of one call; guarded where an SDK reads the stream and not we.</summary>
    protected virtual EndpointCall NewCall() => Connection.NewCall(streams: false);

    /// <summary>
    /// Sends the request and reads its answer. An update with a finish reason says that the answer is whole; what fails
    /// after it is not reported. An answer that ends without one is a broken stream.
    /// </summary>
    protected abstract IAsyncEnumerable<ChatResponseUpdate> CallAsync(
        EndpointRequest request, EndpointCall call, HttpClient http, CancellationToken cancellationToken);

    /// <summary>Whether a refused request is worth another try because the next one will be put differently.</summary>
    protected virtual bool CanAskOtherwise(ModelCallException refusal) => false;

    private EndpointStream Open(EndpointRequest request, SilenceLimit silence, CancellationToken limited, CancellationToken caller)
    {
        var call = NewCall();
        var http = new HttpClient(call, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        return new EndpointStream(Connection.Errors, call, http, CallAsync(request, call, http, limited).GetAsyncEnumerator(limited), silence, caller);
    }
}
