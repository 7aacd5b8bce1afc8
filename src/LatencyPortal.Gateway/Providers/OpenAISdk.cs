using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;

namespace LatencyPortal.Gateway.Providers;

/// <summary>How OpenAI's SDK is set up: it retries nothing and limits no time, for the gateway does both.</summary>
internal static class OpenAISdk
{
    /// <summary>The SDK insists on a key; servers that need none ignore it.</summary>
    private const string NoKey = "none";

    public static ApiKeyCredential Credential(EndpointConnection connection) =>
        new(string.IsNullOrEmpty(connection.Endpoint.ApiKey) ? NoKey : connection.Endpoint.ApiKey);

    public static OpenAIClientOptions Options(EndpointConnection connection, HttpClient http) => new()
    {
        Endpoint = connection.Endpoint.BaseUrl,
        Transport = new HttpClientPipelineTransport(http),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        NetworkTimeout = Timeout.InfiniteTimeSpan,
    };
}
