using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace LatencyPortal.Gateway.Providers;

/// <summary>One streamed call of the SDK, with its failures in our words and its usage at the end.</summary>
internal sealed class EndpointStream : IAsyncDisposable
{
    /// <summary>The SDK insists on a key; servers that need none ignore it.</summary>
    private const string NoKey = "none";

    private readonly EndpointErrors _errors;
    private readonly SilenceLimit _silence;
    private readonly CancellationToken _caller;
    private readonly EndpointCall _call;
    private readonly HttpClient _http;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private Task<bool>? _first;
    private UsageDetails? _usage;
    private bool _finished;
    private bool _sawContent;

    public EndpointStream(
        EndpointConnection connection,
        IEnumerable<ChatMessage> messages,
        ChatOptions options,
        SilenceLimit silence,
        CancellationToken limited,
        CancellationToken caller)
    {
        _errors = connection.Errors;
        _silence = silence;
        _caller = caller;
        _call = connection.NewCall(streams: true);
        _http = new HttpClient(_call, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var sdk = new ChatClient(
            connection.Model,
            new ApiKeyCredential(string.IsNullOrEmpty(connection.Endpoint.ApiKey) ? NoKey : connection.Endpoint.ApiKey),
            new OpenAIClientOptions
            {
                Endpoint = connection.Endpoint.BaseUrl,
                Transport = new HttpClientPipelineTransport(_http),
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = Timeout.InfiniteTimeSpan,
            });
        _updates = sdk.AsIChatClient().GetStreamingResponseAsync(messages, options, limited).GetAsyncEnumerator(limited);
    }

    /// <summary>Sends the request and waits for the headers of a usable answer.</summary>
    public async Task BeginAsync()
    {
        _silence.Start();
        _first = _updates.MoveNextAsync().AsTask();
        await Task.WhenAny(_call.Headers, _first).ConfigureAwait(false);
        if (!_call.Headers.IsCompleted)
            await MoveNextAsync().ConfigureAwait(false); // throws what went wrong
    }

    /// <summary>The next update; <see langword="null"/> after a clean end.</summary>
    public async Task<ChatResponseUpdate?> NextAsync()
    {
        while (await MoveNextAsync().ConfigureAwait(false))
        {
            var update = _updates.Current;
            TakeUsage(update);
            _finished |= update.FinishReason is not null;
            if (update.Contents.Count > 0)
            {
                _sawContent = true;
                _silence.ContentArrived();
            }

            if (update.Contents.Count > 0 || update.FinishReason is not null || update.Role is not null || HasMore(update))
                return update;
        }

        if (!_finished && !(_call.SaidDone && _sawContent))
            throw _errors.Broken("the stream ended without a finish reason");
        if (_usage is null)
            return null;
        var last = new ChatResponseUpdate { Contents = [new UsageContent(_usage)] };
        _usage = null;
        return last;
    }

    public async ValueTask DisposeAsync()
    {
        if (_first is not null)
            await ((Task)_first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _updates.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }

    /// <summary>Some servers repeat the usage so far in every chunk; only the last one is true.</summary>
    private void TakeUsage(ChatResponseUpdate update)
    {
        for (var i = update.Contents.Count - 1; i >= 0; i--)
        {
            if (update.Contents[i] is UsageContent usage)
            {
                _usage = usage.Details;
                update.Contents.RemoveAt(i);
            }
            else if (update.Contents[i] is TextContent { Text.Length: 0 })
            {
                update.Contents.RemoveAt(i);
            }
        }
    }

    private async Task<bool> MoveNextAsync()
    {
        _silence.Start();
        try
        {
            var next = _first ?? _updates.MoveNextAsync().AsTask();
            _first = null;
            return await next.ConfigureAwait(false);
        }
        catch (Exception) when (_finished && !_caller.IsCancellationRequested)
        {
            return false; // the answer is whole; only its epilogue was lost
        }
        catch (OperationCanceledException) when (_caller.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (_silence.Passed)
        {
            throw _silence.Failure();
        }
        catch (Exception e)
        {
            throw Known(e) ?? _errors.Unreadable(e);
        }
        finally
        {
            _silence.Stop();
        }
    }

    /// <summary>Log probabilities come without text where a token is no whole character; pieces of tool calls are not among the contents.</summary>
    private static bool HasMore(ChatResponseUpdate update) =>
        update.RawRepresentation is StreamingChatCompletionUpdate { ContentTokenLogProbabilities.Count: > 0 } or StreamingChatCompletionUpdate { ToolCallUpdates.Count: > 0 };

    /// <summary>Our own failure, which the SDK may have wrapped.</summary>
    private static ModelCallException? Known(Exception? e)
    {
        while (e is not null and not ModelCallException)
            e = e.InnerException;
        return (ModelCallException?)e;
    }
}
