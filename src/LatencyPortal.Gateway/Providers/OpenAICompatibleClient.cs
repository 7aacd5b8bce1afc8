using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace LatencyPortal.Gateway.Providers;

/// <summary>A model of an OpenAI-compatible endpoint, called through the official SDK.</summary>
internal sealed class OpenAICompatibleClient(EndpointConnection connection) : EndpointClient(connection)
{
    /// <summary>The SDK insists on a key; servers that need none ignore it.</summary>
    private const string NoKey = "none";

    /// <summary>Set when the endpoint refused <c>stream_options</c>: it is then left out of later calls.</summary>
    private volatile bool _refusesUsage;

    /// <summary>Only OpenAI itself insists on <c>max_completion_tokens</c>; other servers know <c>max_tokens</c> for sure.</summary>
    private bool SpeaksNewestDialect =>
        Connection.Endpoint.BaseUrl.Host is var host
        && (host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase));

    protected override async IAsyncEnumerable<ChatResponseUpdate> CallAsync(
        EndpointRequest request, EndpointCall call, HttpClient http, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The SDK retries nothing and limits no time, for the gateway does both.
        var key = Connection.Endpoint.ApiKey;
        var sdk = new ChatClient(
            Connection.Model,
            new ApiKeyCredential(string.IsNullOrEmpty(key) ? NoKey : key),
            new OpenAIClientOptions
            {
                Endpoint = Connection.Endpoint.BaseUrl,
                Transport = new HttpClientPipelineTransport(http),
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = Timeout.InfiniteTimeSpan,
            }).AsIChatClient();
        await foreach (var update in sdk.GetStreamingResponseAsync(request.Messages, Prepare(request), cancellationToken).ConfigureAwait(false))
        {
            AddReasoning(update);
            yield return update;
        }

        if (call.Usage is { } usage)
            yield return new ChatResponseUpdate { Contents = [new UsageContent(OpenAIUsage.Read(usage))] };
    }

    protected override bool CanAskOtherwise(ModelCallException refusal)
    {
        if (refusal.Kind != ModelErrorKind.InvalidRequest || !refusal.Message.Contains("stream_options", StringComparison.Ordinal))
            return false;
        _refusesUsage = true;
        return true;
    }

    private ChatOptions Prepare(EndpointRequest request)
    {
        var askForUsage = !_refusesUsage;
        var prepared = request.Options.Clone();
        var most = prepared.MaxOutputTokens;
        var renames = most is not null && !SpeaksNewestDialect;
        if (renames)
            prepared.MaxOutputTokens = null;
        if (askForUsage && !renames && request.Fields.Count == 0)
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
            foreach (var (name, value) in request.Fields)
                raw.Patch.Set(Encoding.UTF8.GetBytes($"$.{name}"), BinaryData.FromString(value.GetRawText()));
#pragma warning restore SCME0001
            return raw;
        };
        return prepared;
    }

    /// <summary>The SDK knows <c>reasoning_content</c>; Groq, OpenRouter and newer vLLM call it <c>reasoning</c>, some send both.</summary>
    private static void AddReasoning(ChatResponseUpdate update)
    {
        if (update.RawRepresentation is not StreamingChatCompletionUpdate raw || update.Contents.Any(content => content is TextReasoningContent))
            return;
#pragma warning disable SCME0001
        if (raw.Patch.TryGetValue("$.choices[0].delta.reasoning"u8, out string? text) && !string.IsNullOrEmpty(text))
#pragma warning restore SCME0001
            update.Contents.Add(new TextReasoningContent(text));
    }
}
