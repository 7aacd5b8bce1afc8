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
            var call = ChatCompletionReader.Read(await RequestBody.ReadAsync(context.Request), Find);
            var request = new RequestContext(time, "api") { Id = id, Streamed = call.Stream };
            var updates = call.Model.Client.GetStreamingResponseAsync(call.Messages, request.Attach(call.Options), context.RequestAborted);
            if (call.Stream)
            {
                events = new SseWriter(context.Response);
                stream = new CompletionStream(events, AnswerId(id), Created(), call.Model.Description.Id);
                await StreamAsync(stream, updates, call, context.RequestAborted);
            }
            else
            {
                var answer = await CollectAsync(updates, AnswerId(id), call, context.RequestAborted);
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
        CompletionStream stream, IAsyncEnumerable<ChatResponseUpdate> updates, ChatCompletionCall call, CancellationToken cancellationToken)
    {
        var collector = new CompletionCollector(call.Logprobs);
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            if (collector.Add(update) is { IsEmpty: false } part)
                await stream.DeltaAsync(part, cancellationToken);
        }

        await stream.EndAsync(collector.FinishReason, call.IncludeUsage ? collector.Usage : null, cancellationToken);
    }

    private async Task<ChatCompletion> CollectAsync(
        IAsyncEnumerable<ChatResponseUpdate> updates, string id, ChatCompletionCall call, CancellationToken cancellationToken)
    {
        var collector = new CompletionCollector(call.Logprobs);
        var answer = new StringBuilder();
        var thoughts = new StringBuilder();
        var logprobs = new List<ContentLogprob>();
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            var part = collector.Add(update);
            answer.Append(part.Text);
            thoughts.Append(part.Reasoning);
            logprobs.AddRange(part.Logprobs?.Content ?? []);
        }

        var message = new ChatCompletionMessage("assistant", answer.ToString())
        {
            ReasoningContent = thoughts.Length > 0 ? thoughts.ToString() : null,
        };
        var choice = new ChatCompletionChoice(0, message, collector.FinishReason)
        {
            Logprobs = logprobs.Count > 0 ? new ChoiceLogprobs(logprobs) : null,
        };
        return new ChatCompletion(id, "chat.completion", Created(), call.Model.Description.Id, [choice], collector.Usage);
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
