using LatencyPortal.Gateway;
using LatencyPortal.Settings.FastModels;

namespace LatencyPortal.Api.Responses;

/// <summary><c>POST /v1/responses</c>: the parts that common clients use, without anything stored.</summary>
internal sealed class ResponsesEndpoint(ModelGateway gateway, FastModelStore fastModels, ApiTemplates templates, ApiCalls calls, TimeProvider time)
{
    public Task HandleAsync(HttpContext context)
    {
        ResponseWriter? stream = null;
        return calls.RunAsync(
            context,
            (id, events) => AnswerAsync(context, id, events, writer => stream = writer),
            (_, fault) => stream!.FailAsync(fault).AsTask());
    }

    private async Task AnswerAsync(HttpContext context, Guid id, SseWriter events, Action<ResponseWriter> streams)
    {
        var stop = context.RequestAborted;
        var body = await RequestBody.ReadAsync(context.Request);
        var headers = new LatencyHeaders(context.Response, time);
        var template = await templates.FindAsync(body, id, stop);
        var request = ResponsesReader.Read(body, new ModelFinder(gateway, await fastModels.GetAsync(stop), template));
        if (template is not null)
            request = request with { Call = template.Apply(request.Call, id, time.GetUtcNow()) };
        var call = request.Call;
        var runs = ChoiceRun.Of(call, id, time);
        var writer = new ResponseWriter(
            request, $"resp_{id:N}", time.GetUtcNow().ToUnixTimeSeconds(),
            next => call.Stream ? events.WriteAsync(next.Type, next, ResponsesJson.Default.ResponseEvent, stop) : ValueTask.CompletedTask);
        streams(writer);
        await foreach (var part in runs[0].ReadAsync(stop))
        {
            await BeginAsync();
            await writer.AddAsync(part);
        }

        await BeginAsync();
        var usage = ResponseUsage.Of(UsageWriter.Of(runs, LatencyHeaders.WantsDetails(context.Request)));
        var response = await writer.EndAsync(runs[0].Collector.FinishReason, usage);
        if (!call.Stream)
        {
            headers.Write(call.Model.Description, runs[0].Context, whole: true);
            await ApiResponses.WriteAsync(context, StatusCodes.Status200OK, response, ResponsesJson.Default.ResponseObject);
        }

        async ValueTask BeginAsync()
        {
            if (events.Begun || !call.Stream)
                return;
            headers.Write(call.Model.Description, runs[0].Context, whole: false);
            events.Begin();
            await writer.BeginAsync();
        }
    }
}
