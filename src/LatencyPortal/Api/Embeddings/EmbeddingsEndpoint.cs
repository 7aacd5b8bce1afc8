using LatencyPortal.Gateway;
using LatencyPortal.Settings.FastModels;

namespace LatencyPortal.Api.Embeddings;

/// <summary><c>POST /v1/embeddings</c>: passed through to the endpoint of the model.</summary>
internal sealed class EmbeddingsEndpoint(
    ModelGateway gateway, EmbeddingGateway embeddings, FastModelStore fastModels, ApiCalls calls, TimeProvider time)
{
    public Task HandleAsync(HttpContext context) =>
        calls.RunAsync(context, (id, _) => AnswerAsync(context, id), (_, _) => Task.CompletedTask);

    private async Task AnswerAsync(HttpContext context, Guid id)
    {
        var stop = context.RequestAborted;
        var body = await RequestBody.ReadAsync(context.Request);
        var headers = new LatencyHeaders(context.Response, time);
        using var document = ChatCompletionReader.Parse(body);
        var model = ChatCompletionReader.Model(document.RootElement, new ModelFinder(gateway, await fastModels.GetAsync(stop)));
        // The endpoint judges the rest: servers differ in what they embed.
        document.RootElement.Require("input", "input");
        var request = new RequestContext(time, "api") { Id = id, Streamed = false };
        if (await embeddings.EmbedAsync(model, document.RootElement, request, stop) is not { } answer)
            throw new ApiFaultException(ApiFault.BadRequest(
                $"The model `{model.Description.Id}` offers no embeddings: they come from OpenAI-compatible endpoints.", "model", "unsupported_value"));
        headers.Write(model.Description, request, whole: true);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer, stop);
    }
}
