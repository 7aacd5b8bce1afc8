using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>
/// A model of an OpenAI-compatible endpoint. The wire is read and written here and not by the official SDK, which costs a good half of
/// the time that the portal adds to a first token, and which takes what a server leaves out for 0 (docs/benchmarks.md).
/// </summary>
internal sealed class OpenAICompatibleClient(EndpointConnection connection) : EndpointClient(connection)
{
    /// <summary>How long the end of a stream may take after it was announced.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMilliseconds(250);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly Uri _address = new(EndpointAddress.Without(connection.Endpoint.BaseUrl) + "/chat/completions");

    /// <summary>Without asking for usage once the endpoint has refused to be asked.</summary>
    private volatile ChatCompletionsDialect _dialect = ChatCompletionsDialect.Of(connection.Endpoint.BaseUrl);

    protected override async IAsyncEnumerable<ChatResponseUpdate> CallAsync(
        EndpointRequest request, EndpointCall call, HttpClient http, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ReadOnlyMemoryContent(ChatCompletionsPrompt.Make(request, _dialect, Connection.Errors)) { Headers = { ContentType = Json } },
        };
        if (!string.IsNullOrEmpty(Connection.Endpoint.ApiKey))
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Connection.Endpoint.ApiKey);
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        var events = new EventReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        var answer = new ChatCompletionsAnswer(Connection.Errors);
        var any = false;
        while (await events.NextAsync(cancellationToken).ConfigureAwait(false) is { } data)
        {
            any = true;
            if (data.Span.SequenceEqual("[DONE]"u8))
            {
                call.SaidDone = true;
                await ReadToEndAsync(events, cancellationToken).ConfigureAwait(false);
                break;
            }

            yield return answer.Read(data.Span);
        }

        if (!call.SaidDone && ReadBare(answer, events.Bare.Span) is { } bare)
            yield return bare;
        else if (!any)
            throw mediaType is null or "text/event-stream" ? Connection.Errors.Broken("it sent nothing") : Connection.Errors.NotJson(mediaType);
        if (answer.Usage is { } usage)
            yield return new ChatResponseUpdate { Contents = [new UsageContent(usage)] };
    }

    protected override bool CanAskOtherwise(ModelCallException refusal)
    {
        if (refusal.Kind != ModelErrorKind.InvalidRequest || !refusal.Message.Contains("stream_options", StringComparison.Ordinal))
            return false;
        _dialect = _dialect with { AsksForUsage = false };
        return true;
    }

    /// <summary>
    /// A connection is free for the next call when its answer has been read to the end, which as a rule comes along with [DONE]; left to the
    /// background, the next call comes too early for it and opens another one.
    /// </summary>
    private async Task ReadToEndAsync(EventReader events, CancellationToken cancellationToken)
    {
        using var soon = new CancellationTokenSource(LongestEnd, Connection.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(soon.Token, cancellationToken);
        try
        {
            while (await events.NextAsync(either.Token).ConfigureAwait(false) is not null)
            {
                // What comes after the end is not part of the answer.
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or InvalidDataException)
        {
            // The answer is whole; only its connection is lost.
        }
    }

    /// <summary>What was said without the form of events: an error, or the whole answer of a server that does not stream.</summary>
    private static ChatResponseUpdate? ReadBare(ChatCompletionsAnswer answer, ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return null;
        try
        {
            var update = answer.Read(json);
            return update.Role is null ? null : update;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
