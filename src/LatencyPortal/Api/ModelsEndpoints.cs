using LatencyPortal.Api.Contracts;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using LatencyPortal.Settings.FastModels;

namespace LatencyPortal.Api;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>: the models that can be called now; of one that cannot, why.</summary>
internal static class ModelsEndpoints
{
    // The protocol asks for a date of birth; models of endpoints have none that is known here.
    private static readonly long Created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public static void MapModels(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/models", ListAsync);
        v1.MapGet("/models/{**id}", FindAsync);
    }

    private static async Task ListAsync(HttpContext context, ModelGateway gateway, ModelsKnown known)
    {
        await known.WaitAsync(context.RequestAborted);
        await ApiResponses.WriteAsync(context, StatusCodes.Status200OK, new ModelList("list", [.. Usable(gateway).Select(Card)]), ApiJson.Default.ModelList);
    }

    private static async Task FindAsync(HttpContext context, ModelGateway gateway, ModelsKnown known, FastModelStore fastModels, string id)
    {
        await known.WaitAsync(context.RequestAborted);
        // Clients send the slash of an id as it is or escaped; the server leaves an escaped one alone.
        var wanted = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var models = new ModelFinder(gateway, await fastModels.GetAsync(context.RequestAborted));
        await (models.Describe(wanted) switch
        {
            null => ApiResponses.WriteErrorAsync(context, ApiFault.UnknownModel(wanted)),
            { Problem: { } problem } => ApiResponses.WriteErrorAsync(context, ApiFault.UnusableModel(wanted, problem)),
            var model => ApiResponses.WriteAsync(context, StatusCodes.Status200OK, Card(model), ApiJson.Default.ModelCard),
        });
    }

    private static IEnumerable<ModelDescription> Usable(ModelGateway gateway) => gateway.Models.Where(model => model.Problem is null);

    private static ModelCard Card(ModelDescription model) =>
        new(model.Id, "model", Created, model.IsLocal ? "latencyportal" : model.Endpoint);
}
