using System.Runtime.CompilerServices;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Models.Messages;
using LatencyPortal.Gateway.Metering;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// A model of Anthropic's Messages API, called through the official SDK. The SDK speaks the version of 2026-10-21, which
/// takes no temperature, top_p or top_k; it leaves them out.
/// </summary>
internal sealed class AnthropicChatClient(EndpointConnection connection) : EndpointClient(connection)
{
    /// <summary>The API insists on a limit; every model since Claude 3.5 takes this one.</summary>
    private const int MostTokens = 8192;

    /// <summary>The gateway's own limits end a call long before; the SDK writes this one into a header, where infinity has no number.</summary>
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);

    protected override EndpointCall NewCall() => Connection.NewCall(streams: true);

    protected override async IAsyncEnumerable<ChatResponseUpdate> CallAsync(
        EndpointRequest request, EndpointCall call, HttpClient http, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var sdk = new AnthropicClient(new ClientOptions
        {
            HttpClient = http,
            BaseUrl = EndpointAddress.Without(Connection.Endpoint.BaseUrl, "/v1"),
            // Said even when there is none: the SDK would look for keys in the environment.
            ApiKey = Connection.Endpoint.ApiKey,
            AuthToken = null,
            MaxRetries = 0,
            Timeout = Forever,
        });
        var updates = sdk.AsIChatClient(Connection.Model, MostTokens)
            .GetStreamingResponseAsync(AnthropicPrompt.Messages(request), AnthropicPrompt.Options(request, MostTokens), cancellationToken);
        ChatFinishReason? finish = null;
        var whole = false;
        await foreach (var update in updates.ConfigureAwait(false))
        {
            // The reason comes before the stream is known to be whole.
            finish = update.FinishReason ?? finish;
            var raw = (update.RawRepresentation as RawMessageStreamEvent)?.Value;
            whole |= raw is RawMessageStopEvent;
            call.SaidDone |= whole;
            update.FinishReason = null;
            if (raw is RawMessageStartEvent start && start.Message.RawData.TryGetValue("diagnostics", out var diagnostics) && diagnostics.Get("cache_miss_reason") is { } missed)
                ProviderMissWord.Note(update, missed.ValueKind == JsonValueKind.String ? missed.GetString() : missed.Text("type"));
            if (raw is RawContentBlockDeltaEvent { Delta.Value: InputJsonDelta })
                update.RawRepresentation = TokenDelta.Unnamed;
            yield return update;
            if (whole)
                break;
        }

        if (!whole)
            throw Connection.Errors.Broken("the stream ended without message_stop");
        yield return new ChatResponseUpdate(ChatRole.Assistant, call.Usage is { } usage ? [new UsageContent(Read(usage))] : [])
        {
            FinishReason = finish ?? ChatFinishReason.Stop,
        };
    }

    /// <summary>Anthropic counts apart what was read from the cache, written to it, and neither; the input is all three.</summary>
    private static UsageDetails Read(Dictionary<string, JsonElement> usage)
    {
        var uncached = Count("input_tokens");
        var read = Count("cache_read_input_tokens");
        var written = Count("cache_creation_input_tokens");
        return UsageCounts.Make(
            input: uncached is null ? null : uncached + (read ?? 0) + (written ?? 0),
            cached: read,
            cacheWrite: written,
            output: Count("output_tokens"));

        long? Count(string name) =>
            usage.TryGetValue(name, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var number) ? number : null;
    }
}
