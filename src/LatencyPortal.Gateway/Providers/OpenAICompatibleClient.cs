using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace LatencyPortal.Gateway.Providers;

/// <summary>A model of an OpenAI-compatible endpoint, called through the official SDK.</summary>
internal sealed class OpenAICompatibleClient(EndpointConnection connection) : IChatClient
{
    /// <summary>Set when the endpoint refused <c>stream_options</c>: it is then left out of later calls.</summary>
    private const string GoOn =
        "Your last message was cut off. Go on exactly where it stopped, in the middle of the word if need be. Repeat nothing of it and say nothing about it.";

    private volatile bool _refusesUsage;

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
            connection.Limits.FirstTokenTimeout, connection.Limits.IdleTimeout, connection.Time, connection.Errors);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        if (CallExtras.From(options)?.GoesOn == true)
            messages = [.. messages, new ChatMessage(ChatRole.User, GoOn)];
        EndpointStream Open(bool askForUsage) =>
            new(connection, messages, Prepare(options, askForUsage), silence, limited.Token, cancellationToken);

        var asked = !_refusesUsage;
        var stream = Open(asked);
        try
        {
            try
            {
                await stream.BeginAsync().ConfigureAwait(false);
            }
            catch (ModelCallException e) when (asked && IsAboutUsage(e))
            {
                _refusesUsage = true;
                await stream.DisposeAsync().ConfigureAwait(false);
                stream = Open(askForUsage: false);
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
        : serviceType == typeof(EndpointConnection) ? connection
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private static bool IsAboutUsage(ModelCallException e) =>
        e.Kind == ModelErrorKind.InvalidRequest && e.Message.Contains("stream_options", StringComparison.Ordinal);

    private ChatOptions Prepare(ChatOptions? options, bool askForUsage)
    {
        var prepared = options?.Clone() ?? new ChatOptions();
        prepared.ModelId = connection.Model;
        var most = prepared.MaxOutputTokens;
        var renames = most is not null && !SpeaksNewestDialect;
        if (renames)
            prepared.MaxOutputTokens = null;
        var fields = CallExtras.From(options)?.EndpointFields;
        prepared.AdditionalProperties?.Remove(CallExtras.Key);
        if (askForUsage && !renames && fields is not { Count: > 0 })
            return prepared;

        var factory = prepared.RawRepresentationFactory;
        prepared.RawRepresentationFactory = client =>
        {
            var raw = factory?.Invoke(client) as ChatCompletionOptions ?? new ChatCompletionOptions();
            // SCME0001: patching the JSON is an experimental API of the SDK; the typed one cannot leave fields out.
#pragma warning disable SCME0001
            if (renames)
                raw.Patch.Set("$.max_tokens"u8, most!.Value);
            if (!askForUsage)
                raw.Patch.Remove("$.stream_options"u8);
            foreach (var (name, value) in fields ?? ImmutableDictionary<string, JsonElement>.Empty)
                raw.Patch.Set(Encoding.UTF8.GetBytes($"$.{name}"), BinaryData.FromString(value.GetRawText()));
#pragma warning restore SCME0001
            return raw;
        };
        return prepared;
    }

    /// <summary>Only OpenAI itself insists on <c>max_completion_tokens</c>; other servers know <c>max_tokens</c> for sure.</summary>
    private bool SpeaksNewestDialect =>
        connection.Endpoint.BaseUrl.Host is var host
        && (host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase));
}
