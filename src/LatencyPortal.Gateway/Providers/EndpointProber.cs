using System.Net.Http.Headers;
using System.Text.Json;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Asks an endpoint for its models.</summary>
internal static class EndpointProber
{
    /// <summary>Most bytes read of a model list; the longest known one has a few hundred kilobytes.</summary>
    private const int LongestList = 8 * 1024 * 1024;

    public static async Task<EndpointProbe> ProbeAsync(EndpointConnection connection, CancellationToken cancellationToken)
    {
        var time = connection.Time;
        var limit = connection.Limits.ConnectTimeout;
        using var timer = new CancellationTokenSource(limit, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var http = new HttpClient(connection.NewCall(streams: false), disposeHandler: false)
            {
                Timeout = Timeout.InfiniteTimeSpan,
                MaxResponseContentBufferSize = LongestList,
            };
            using var request = Ask(connection.Endpoint);
            var started = time.GetTimestamp();
            using var response = await http.SendAsync(request, limited.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(limited.Token).ConfigureAwait(false);
            var roundTrip = time.GetElapsedTime(started).TotalMilliseconds;
            return new EndpointProbe(roundTrip, ModelsOf(body, connection.Endpoint.Provider, connection.Errors), null);
        }
        catch (ModelCallException e)
        {
            return Failed(e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(connection.Errors.NoConnection(limit, e));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Failed(e.InnerException as ModelCallException ?? connection.Errors.NoModelList());
        }
    }

    private static EndpointProbe Failed(ModelCallException e) => new(null, [], e.Message) { Kind = e.Kind };

    /// <summary>How each wire format asks for the models.</summary>
    private static HttpRequestMessage Ask(EndpointConfig endpoint)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, endpoint.Provider switch
        {
            ProviderKind.Anthropic => EndpointAddress.Without(endpoint.BaseUrl, "/v1") + "/v1/models?limit=1000",
            ProviderKind.Gemini => GeminiChatClient.BaseUrl(endpoint) + "/models?pageSize=1000",
            ProviderKind.Ollama => OllamaChatClient.BaseUrl(endpoint) + "/api/tags",
            _ => endpoint.BaseUrl.AbsoluteUri.TrimEnd('/') + "/models",
        });
        if (endpoint.Provider == ProviderKind.Anthropic)
            request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        if (string.IsNullOrEmpty(endpoint.ApiKey))
            return request;
        var header = endpoint.Provider switch
        {
            ProviderKind.Anthropic => "x-api-key",
            ProviderKind.Gemini => "x-goog-api-key",
            _ => null,
        };
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, endpoint.ApiKey);
        else
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", endpoint.ApiKey);
        return request;
    }

    private static List<string> ModelsOf(string body, ProviderKind provider, EndpointErrors errors)
    {
        using var json = JsonDocument.Parse(body);
        if (json.RootElement.Get("error") is { } error)
            throw errors.FromErrorObject(error);
        var names = provider switch
        {
            ProviderKind.Gemini => json.RootElement.GetProperty("models").EnumerateArray()
                .Where(Answers).Select(model => Named(model.GetProperty("name").GetString())),
            ProviderKind.Ollama => json.RootElement.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()),
            // Most answer {"data": [{"id": …}]}; a few give the bare array.
            _ => (json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.GetProperty("data") : json.RootElement).EnumerateArray()
                .Select(model => model.GetProperty("id").GetString()),
        };
        return [.. names.Where(name => !string.IsNullOrWhiteSpace(name)).Select(name => name!).Distinct(StringComparer.Ordinal)];
    }

    private static string? Named(string? name) => name?.StartsWith("models/", StringComparison.Ordinal) == true ? name["models/".Length..] : name;

    /// <summary>Gemini lists models that only embed, too; where it does not say what one does, it is kept.</summary>
    private static bool Answers(JsonElement model) =>
        model.Get("supportedGenerationMethods") is null
        || model.Items("supportedGenerationMethods").Any(method => method.ValueEquals("generateContent"u8) || method.ValueEquals("streamGenerateContent"u8));
}
