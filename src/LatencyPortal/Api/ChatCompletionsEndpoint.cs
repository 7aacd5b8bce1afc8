using LatencyPortal.Api.Contracts;
using LatencyPortal.Gateway;
using LatencyPortal.Settings.FastModels;

namespace LatencyPortal.Api;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatCompletionsEndpoint(ModelGateway gateway, FastModelStore fastModels, ApiTemplates templates, ApiCalls calls, TimeProvider time)
{
    public Task HandleAsync(HttpContext context) => calls.RunAsync(
        context,
        (id, events) => AnswerAsync(context, id, events),
        (events, fault) => events.WriteAsync(fault.Body, ApiJson.Default.ApiErrorBody, context.RequestAborted).AsTask());

    private async Task AnswerAsync(HttpContext context, Guid id, SseWriter events)
    {
        var stop = context.RequestAborted;
        var body = await RequestBody.ReadAsync(context.Request);
        var headers = new LatencyHeaders(context.Response, time);
        var template = await templates.FindAsync(body, id, stop);
        var call = ChatCompletionReader.Read(body, new ModelFinder(gateway, await fastModels.GetAsync(stop), template));
        call = template?.Apply(call, id, time.GetUtcNow()) ?? call;
        call = call with { IncludeLatency = call.IncludeLatency || LatencyHeaders.WantsDetails(context.Request) };
        var runs = ChoiceRun.Of(call, id, time);
        if (call.Stream)
        {
            await StreamAsync(new CompletionStream(events, headers, AnswerId(id), Created(), call.Model.Description), runs, call, stop);
        }
        else
        {
            var answer = await CollectAsync(runs, id, call, stop);
            headers.Write(call.Model.Description, runs[0].Context, whole: true);
            await ApiResponses.WriteAsync(context, StatusCodes.Status200OK, answer, ApiJson.Default.ChatCompletion);
        }
    }

    private static async Task StreamAsync(
        CompletionStream stream, IReadOnlyList<ChoiceRun> runs, ChatCompletionCall call, CancellationToken cancellationToken)
    {
        await foreach (var step in ChoiceMerge.ReadAsync(runs, cancellationToken))
        {
            if (step.Part is { } part)
                await stream.DeltaAsync(step.Run, part, cancellationToken);
            else
                await stream.FinishAsync(step.Run, cancellationToken);
        }

        var usage = call.IncludeUsage || call.IncludeLatency ? UsageWriter.Of(runs, call.IncludeLatency) : null;
        await stream.EndAsync(usage, cancellationToken);
    }

    private async Task<ChatCompletion> CollectAsync(
        IReadOnlyList<ChoiceRun> runs, Guid id, ChatCompletionCall call, CancellationToken cancellationToken)
    {
        var answers = runs.Select(_ => new WholeAnswer()).ToArray();
        await foreach (var step in ChoiceMerge.ReadAsync(runs, cancellationToken))
        {
            if (step.Part is { } part)
                answers[step.Run.Index].Add(part);
        }

        return new ChatCompletion(
            AnswerId(id), "chat.completion", Created(), call.Model.Description.Id,
            [.. runs.Select(run => answers[run.Index].Choice(run.Index, run.Collector.FinishReason))],
            UsageWriter.Of(runs, call.IncludeLatency));
    }

    private static string AnswerId(Guid id) => $"chatcmpl-{id:N}";

    private long Created() => time.GetUtcNow().ToUnixTimeSeconds();
}
