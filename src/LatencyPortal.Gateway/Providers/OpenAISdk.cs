using System.ClientModel;
using System.ClientModel.Primitives;

namespace LatencyPortal.Gateway.Providers;

/// <summary>How OpenAI's SDK is set up: it retries nothing and limits no time, for the gateway does both.</summary>
internal static class OpenAISdk
{
    /// <summary>The SDK insists on a key; servers that need none ignore it.</summary>
    private const string NoKey = "none";

    public static ApiKeyCredential Credential(EndpointConnection connection) =>
        new(string.IsNullOrEmpty(connection.Endpoint.ApiKey) ? NoKey : connection.Endpoint.ApiKey);

    /// <summary>Sends through our connections; the endpoint is set by the caller, for each part of the SDK has options of its own.</summary>
    public static T SetUp<T>(T options, HttpClient http)
        where T : ClientPipelineOptions
    {
        options.Transport = new HttpClientPipelineTransport(http);
        options.RetryPolicy = new ClientRetryPolicy(maxRetries: 0);
        options.NetworkTimeout = Timeout.InfiniteTimeSpan;
        return options;
    }
}
