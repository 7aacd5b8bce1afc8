using System.Text;
using LatencyPortal.Api.Contracts;
using LatencyPortal.Gateway;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Api;

/// <summary>
/// <c>POST /v1/chat/completions</c>. The response begins with the model's first update, so that whatever goes wrong
/// before it is told by the status; a client that goes away cancels the call.
/// </summary>
internal sealed partial class ChatCompletionsEndpoint(ModelGateway gateway, TimeProvider time, ILogger<ChatCompletionsEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        var id = Guid.CreateVersion7();
        context.Response.Headers["x-request-id"] = id.ToString();
        CompletionStream? stream = null;
        SseWriter? events = null;
        try
        {
            var call = ChatCompletionReader.Read(await RequestBody.ReadAsync(context.Request));
            var client = Find(call.Model).Client;
            var request = new RequestContext(time, "api") { Id = id, Streamed = call.Stream };
            var updates = client.GetStreamingResponseAsync(call.Messages, request.Attach(call.Options), context.RequestAborted);
            if (call.Stream)
            {
                events = new SseWriter(context.Response);
                stream = new CompletionStream(events, AnswerId(id), Created(), call.Model);
                await StreamAsync(stream, updates, call.IncludeUsage, context.RequestAborted);
            }
            else
            {
                var answer = await CollectAsync(updates, AnswerId(id), call.Model, context.RequestAborted);
                await ApiResponses.WriteAsync(context, StatusCodes.Status200OK, answer, ApiJson.Default.ChatCompletion);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody is left to tell.
        }
        catch (Exception e)
        {
            var fault = FaultOf(e, id);
            if (stream is not { Begun: true })
                await ApiResponses.WriteErrorAsync(context, fault);
            else
                await events!.WriteAsync(fault.Body, ApiJson.Default.ApiErrorBody, context.RequestAborted);
        }
        finally
        {
            events?.Dispose();
        }
    }

    private GatewayModel Find(string id)
    {
        if (gateway.TryGet(id, out var model))
            return model;
        var problem = gateway.Models.FirstOrDefault(known => known.Id == id)?.Problem;
        throw new ApiFaultException(problem is null ? ApiFault.UnknownModel(id) : ApiFault.UnusableModel(id, problem));
    }

    private static async Task StreamAsync(
        CompletionStream stream, IAsyncEnumerable<ChatResponseUpdate> updates, bool includeUsage, CancellationToken cancellationToken)
    {
        var collector = new CompletionCollector();
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            var (text, reasoning) = collector.Add(update);
            if (text is not null || reasoning is not null)
                await stream.DeltaAsync(text, reasoning, cancellationToken);
        }

        await stream.EndAsync(collector.FinishReason, includeUsage ? collector.Usage : null, cancellationToken);
    }

    private async Task<ChatCompletion> CollectAsync(
        IAsyncEnumerable<ChatResponseUpdate> updates, string id, string model, CancellationToken cancellationToken)
    {
        var collector = new CompletionCollector();
        var answer = new StringBuilder();
        var thoughts = new StringBuilder();
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            var (text, reasoning) = collector.Add(update);
            answer.Append(text);
            thoughts.Append(reasoning);
        }

        var message = new ChatCompletionMessage("assistant", answer.ToString())
        {
            ReasoningContent = thoughts.Length > 0 ? thoughts.ToString() : null,
        };
        return new ChatCompletion(
            id, "chat.completion", Created(), model, [new ChatCompletionChoice(0, message, collector.FinishReason)], collector.Usage);
    }

    private ApiFault FaultOf(Exception e, Guid id)
    {
        switch (e)
        {
            case ApiFaultException { Fault: var fault }:
                return fault;
            case ModelCallException call:
                return ApiFault.From(call);
            default:
                // The message of an unforeseen exception may quote the request; its type and place do not.
                LogFailed(id, e.GetType().Name, e.StackTrace);
                return ApiFault.Internal();
        }
    }

    private static string AnswerId(Guid id) => $"chatcmpl-{id:N}";

    private long Created() => time.GetUtcNow().ToUnixTimeSeconds();

    [LoggerMessage(Level = LogLevel.Error, Message = "API request {Id} failed: {Type}\n{Place}")]
    private partial void LogFailed(Guid id, string type, string? place);
}
