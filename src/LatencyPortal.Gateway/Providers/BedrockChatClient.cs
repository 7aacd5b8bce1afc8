using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>A model behind the Converse API of AWS Bedrock, called with an API key of Bedrock; requests are not signed.</summary>
internal sealed class BedrockChatClient(EndpointConnection connection) : EndpointClient(connection)
{
    /// <summary>What a proxy calls what it does not know.</summary>
    private const string PlainText = "text/plain";

    /// <summary>Under it AWS finds a call in its own logs.</summary>
    private const string RequestId = "x-amzn-RequestId";

    protected override async IAsyncEnumerable<ChatResponseUpdate> CallAsync(
        EndpointRequest request, EndpointCall call, HttpClient http, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Address());
        if (!string.IsNullOrEmpty(Connection.Endpoint.ApiKey))
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Connection.Endpoint.ApiKey);
        message.Content = new StringContent(BedrockPrompt.Make(request, Connection.Errors).ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (mediaType is not (null or FrameReader.MediaType or "application/octet-stream" or PlainText))
            throw Connection.Errors.NotJson(mediaType);
        var frames = new FrameReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        var id = response.Headers.TryGetValues(RequestId, out var ids) ? ids.First() : Guid.CreateVersion7().ToString("n");
        var answer = new BedrockAnswer(Connection.Errors, id);
        var isSure = mediaType != PlainText;
        while (!answer.IsOver && await NextAsync(frames, isSure, cancellationToken).ConfigureAwait(false) is { } frame)
        {
            isSure = true;
            if (answer.Read(frame) is { } update)
                yield return update;
        }

        if (!isSure)
            throw Connection.Errors.NotJson(PlainText);
    }

    /// <summary>Names of models hold colons, and those of profiles of one's own slashes.</summary>
    private string Address() =>
        $"{EndpointAddress.Without(Connection.Endpoint.BaseUrl)}/model/{Uri.EscapeDataString(Connection.Model!)}/converse-stream";

    /// <param name="frames">The stream.</param>
    /// <param name="isSure">Whether it is a stream of frames at all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async ValueTask<Frame?> NextAsync(FrameReader frames, bool isSure, CancellationToken cancellationToken)
    {
        try
        {
            return await frames.NextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw isSure ? Connection.Errors.Broken(e.Message, e) : Connection.Errors.NotJson(PlainText);
        }
    }
}
