using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LatencyPortal.Decoding;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway.Metering;

/// <summary>
/// Stamps what the provider sends at the moment it arrives and writes one record per call, failed and abandoned ones
/// too. A pump reads ahead of the consumer, so that a slow reader never looks like a slow model.
/// </summary>
internal sealed partial class MeteredChatClient(
    IChatClient inner, ModelDescription model, TelemetryWriter telemetry, TimeProvider time, ILogger<MeteredChatClient> logger)
    : DelegatingChatClient(inner)
{
    /// <summary>
    /// Updates that may wait for the consumer. More than an ordinary answer has; a longer one that nobody reads holds
    /// the provider back instead of filling the memory.
    /// </summary>
    internal const int ReadAhead = 16_384;

    /// <summary>Calls are streamed inside in any case: only a stream has a first token to stamp.</summary>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (RequestContext.From(options) is null)
            options = new RequestContext(time, "api") { Streamed = false }.Attach(options?.Clone());
        return GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = new MeteredCall(RequestContext.From(options) ?? new RequestContext(time, "api"), model);
        var arrived = Channel.CreateBounded<ChatResponseUpdate>(new BoundedChannelOptions(ReadAhead)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = true,
            // Waking another thread costs more than what a reader does with an update: writing an event, appending to a text.
            AllowSynchronousContinuations = true,
        });
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var upstream = InnerClient.GetStreamingResponseAsync(messages, WithoutContext(options, model.IsLocal), abandoned.Token);
        var pump = PumpAsync(call, upstream, arrived.Writer, abandoned.Token);
        try
        {
            await foreach (var update in arrived.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return update;
        }
        finally
        {
            // A consumer that leaves early must not leave the upstream running behind it.
            await abandoned.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(false);
        }
    }

    /// <summary>Reads the provider to its end. Never throws: failures travel through the channel to the consumer.</summary>
    private async Task PumpAsync(
        MeteredCall call,
        IAsyncEnumerable<ChatResponseUpdate> upstream,
        ChannelWriter<ChatResponseUpdate> arrived,
        CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            call.RequestWritten();
            await foreach (var update in upstream.ConfigureAwait(false))
            {
                call.Arrived(update);
                if (!MeteredCall.IsHeadersOnly(update))
                    await arrived.WriteAsync(update, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            failure = e;
        }
        catch (ModelCallException e)
        {
            failure = e;
            LogFailed(call.Id, model.Id, e.Code, e.StatusCode is { } status ? $", status {status}" : "");
        }
        catch (Exception e)
        {
            failure = new ModelCallException(
                ModelErrorKind.ProviderError, $"The call of {model.Id} failed unexpectedly. Try again; the log says more.", e);
            // The message of an unknown exception may quote the prompt: only its type and place are logged.
            LogUnexpected(call.Id, model.Id, e.GetType().FullName, e.StackTrace);
        }

        // The record comes first: whoever sees the end of the stream finds it in the context.
        telemetry.TryWrite(call.End(failure), call.Trace);
        arrived.Complete(failure);
    }

    private static ChatOptions? WithoutContext(ChatOptions? options, bool isLocal)
    {
        if (RequestContext.From(options) is not { } context)
            return options;
        var clean = options!.Clone();
        clean.AdditionalProperties!.Remove(RequestContext.Key);
        if (isLocal)
            clean.AdditionalProperties[RequestContext.PromptReadKey] = (Action<PromptProgress>)(progress => context.Prompt = progress);
        if (clean.AdditionalProperties.Count == 0)
            clean.AdditionalProperties = null;
        return clean;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {Id} of {Model} failed: {Kind}{Status}")]
    private partial void LogFailed(Guid id, string model, string kind, string status);

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {Id} of {Model} failed unexpectedly: {Type} {Stack}")]
    private partial void LogUnexpected(Guid id, string model, string? type, string? stack);
}
