using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>One streamed call, with its failures in our words and its usage at the end.</summary>
internal sealed class EndpointStream(
    EndpointErrors errors,
    EndpointCall call,
    HttpClient http,
    IAsyncEnumerator<ChatResponseUpdate> updates,
    SilenceLimit silence,
    CancellationToken caller) : IAsyncDisposable
{
    private Task<bool>? _first;
    private UsageDetails? _usage;
    private bool _finished;
    private bool _sawContent;

    /// <summary>Sends the request and waits for the headers of a usable answer.</summary>
    public async Task BeginAsync()
    {
        silence.Start();
        _first = updates.MoveNextAsync().AsTask();
        await Task.WhenAny(call.Headers, _first).ConfigureAwait(false);
        if (!call.Headers.IsCompleted)
            await MoveNextAsync().ConfigureAwait(false); // throws what went wrong
    }

    /// <summary>The next update; <see langword="null"/> after a clean end.</summary>
    public async Task<ChatResponseUpdate?> NextAsync()
    {
        while (await MoveNextAsync().ConfigureAwait(false))
        {
            var update = updates.Current;
            TakeUsage(update);
            _finished |= update.FinishReason is not null;
            if (update.Contents.Count > 0 || SaysMore(update))
            {
                _sawContent = true;
                silence.ContentArrived();
            }

            if (update.Contents.Count > 0 || update.FinishReason is not null || update.Role is not null || SaysMore(update))
                return update;
        }

        if (!_finished && !(call.SaidDone && _sawContent))
            throw errors.Broken("the stream ended without a finish reason");
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
        await updates.DisposeAsync().ConfigureAwait(false);
        http.Dispose();
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
        silence.Start();
        try
        {
            var next = _first ?? updates.MoveNextAsync().AsTask();
            _first = null;
            return await next.ConfigureAwait(false);
        }
        catch (Exception) when (_finished && !caller.IsCancellationRequested)
        {
            return false; // the answer is whole; only its epilogue was lost
        }
        catch (OperationCanceledException) when (caller.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (silence.Passed)
        {
            throw silence.Failure();
        }
        catch (Exception e)
        {
            throw Known(e) ?? (e is IOException or HttpRequestException ? errors.Broken("the connection was lost", e) : errors.Unreadable(e));
        }
        finally
        {
            silence.Stop();
        }
    }

    /// <summary>Log probabilities come without text where a token is no whole character, tool calls in pieces that are no content yet.</summary>
    private static bool SaysMore(ChatResponseUpdate update) =>
        update.RawRepresentation is TokenDelta;

    /// <summary>Our own failure, which the SDK may have wrapped.</summary>
    private static ModelCallException? Known(Exception? e)
    {
        while (e is not null and not ModelCallException)
            e = e.InnerException;
        return (ModelCallException?)e;
    }
}
