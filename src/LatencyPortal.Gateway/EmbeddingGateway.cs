using System.Text.Json;
using LatencyPortal.Gateway.Metering;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Telemetry;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway;

/// <summary>
/// Passes requests for embeddings to the endpoint of a model: its key and its name of the model are put in, all else goes as it came,
/// both ways. Each call has a record, which has no output tokens.
/// </summary>
public sealed class EmbeddingGateway(TelemetryWriter telemetry)
{
    /// <param name="model">The model.</param>
    /// <param name="request">The request, a JSON object.</param>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The endpoint's answer as JSON, with the portal's name of the model; <see langword="null"/> when the model offers no embeddings.</returns>
    /// <exception cref="ModelCallException">The call failed.</exception>
    public async Task<ReadOnlyMemory<byte>?> EmbedAsync(
        GatewayModel model, JsonElement request, RequestContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        if (model.Client.GetService<EndpointConnection>() is not { Model: { } name, Endpoint.Provider: ProviderKind.OpenAI or ProviderKind.OpenAIResponses } connection)
            return null;
        var body = EmbeddingJson.WithModel(request, name);
        var call = new MeteredCall(context, model.Description);
        Exception? failure = null;
        try
        {
            call.RequestWritten();
            var answer = await new EndpointEmbedding(connection).PostAsync(body, () => call.Arrived(new ChatResponseUpdate()), cancellationToken).ConfigureAwait(false);
            var (named, usage) = EmbeddingJson.Read(answer, model.Description.Id) ?? throw connection.Errors.NotJson("no JSON object");
            if (usage is not null)
                call.Arrived(new ChatResponseUpdate { Contents = [new UsageContent(usage)] });
            return named;
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            telemetry.TryWrite(call.End(failure));
        }
    }
}
