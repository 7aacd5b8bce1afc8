using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Responses;

// OPENAI001: the SDK calls its whole Responses part experimental.
#pragma warning disable OPENAI001
// SCME0001: so is patching the JSON of a request.
#pragma warning disable SCME0001

namespace LatencyPortal.Gateway.Providers;

/// <summary>A model of OpenAI's Responses API, called through the official SDK. Nothing is stored at the provider.</summary>
internal sealed class OpenAIResponsesClient(EndpointConnection connection) : EndpointClient(connection)
{
    protected override async IAsyncEnumerable<ChatResponseUpdate> CallAsync(
        EndpointRequest request, EndpointCall call, HttpClient http, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = OpenAISdk.SetUp(new ResponsesClientOptions { Endpoint = Connection.Endpoint.BaseUrl }, http);
        var sdk = new ResponsesClient(OpenAISdk.Credential(Connection), options).AsIChatClient(Connection.Model);
        await foreach (var update in sdk.GetStreamingResponseAsync(request.Messages, Prepare(request), cancellationToken).ConfigureAwait(false))
        {
            switch (update.RawRepresentation)
            {
                case StreamingResponseFunctionCallArgumentsDeltaUpdate:
                    update.RawRepresentation = ToolCallPiece.Instance;
                    break;
                case StreamingResponseFailedUpdate { Response: var failed }:
                    throw Connection.Errors.FromResponse(failed.Error?.Code.ToString(), failed.Error?.Message);
                case StreamingResponseErrorUpdate failed:
                    throw Connection.Errors.FromResponse(failed.Code, failed.Message);
                case StreamingResponseIncompleteUpdate { Response: var cut }:
                    update.FinishReason = cut.IncompleteStatusDetails?.Reason == ResponseIncompleteStatusReason.ContentFilter
                        ? ChatFinishReason.ContentFilter
                        : ChatFinishReason.Length;
                    break;
            }

            if (update.FinishReason is not null && call.Usage is { } usage)
                update.Contents.Add(new UsageContent(OpenAIUsage.Read(usage)));
            // The conversation is ours: the next request sends it whole.
            update.ConversationId = null;
            yield return update;
        }
    }

    private static ChatOptions Prepare(EndpointRequest request)
    {
        var prepared = request.Options.Clone();
        var factory = prepared.RawRepresentationFactory;
        prepared.RawRepresentationFactory = client =>
        {
            var raw = factory?.Invoke(client) as CreateResponseOptions ?? new CreateResponseOptions();
            raw.StoredOutputEnabled = false;
            foreach (var (name, value) in request.Fields)
                raw.Patch.Set(Encoding.UTF8.GetBytes($"$.{name}"), BinaryData.FromString(value.GetRawText()));
            return raw;
        };
        return prepared;
    }
}
