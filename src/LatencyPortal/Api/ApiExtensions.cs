using LatencyPortal.Api.Embeddings;
using LatencyPortal.Api.Responses;
using Microsoft.AspNetCore.Authorization;

namespace LatencyPortal.Api;

internal static class ApiExtensions
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, ApiChallengeHandler>();
        builder.Services.AddSingleton<ApiCalls>();
        builder.Services.AddSingleton<ApiTemplates>();
        builder.Services.AddSingleton<ChatCompletionsEndpoint>();
        builder.Services.AddSingleton<ResponsesEndpoint>();
        builder.Services.AddSingleton<EmbeddingsEndpoint>();
        builder.Services.AddSingleton<ReadinessCheck>();
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapHealth();
        app.MapOpenApiDocument();
        var v1 = app.MapGroup("/v1").DisableAntiforgery();
        // Handlers without parameters of their own: nothing is resolved for a call.
        v1.MapPost("/chat/completions", app.Services.GetRequiredService<ChatCompletionsEndpoint>().HandleAsync);
        v1.MapPost("/responses", app.Services.GetRequiredService<ResponsesEndpoint>().HandleAsync);
        v1.MapPost("/embeddings", app.Services.GetRequiredService<EmbeddingsEndpoint>().HandleAsync);
        v1.MapModels();
        v1.Map("/{**path}", (HttpContext context) => ApiResponses.WriteErrorAsync(context, ApiFault.UnknownAddress(context.Request)));
    }
}
