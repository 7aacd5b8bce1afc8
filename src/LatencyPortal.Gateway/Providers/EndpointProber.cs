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
            var endpoint = connection.Endpoint;
            var started = time.GetTimestamp();
            var list = await AskAsync(AddressOf(endpoint), http, connection, limited.Token).ConfigureAwait(false);
            var roundTrip = time.GetElapsedTime(started).TotalMilliseconds;
            var names = endpoint.Provider == ProviderKind.Bedrock
                ? await WithProfilesAsync(BedrockModelList.ModelsOf(list), http, connection, limited.Token).ConfigureAwait(false)
                : NamesOf(list, endpoint.Provider);
            return new EndpointProbe(
                roundTrip, [.. names.Where(name => !string.IsNullOrWhiteSpace(name)).Select(name => name!).Distinct(StringComparer.Ordinal)], null);
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

    /// <summary>Where each wire format has its models.</summary>
    private static string AddressOf(EndpointConfig endpoint) => endpoint.Provider switch
    {
        ProviderKind.Anthropic => EndpointAddress.Without(endpoint.BaseUrl, "/v1") + "/v1/models?limit=1000",
        ProviderKind.Gemini => GeminiChatClient.BaseUrl(endpoint) + "/models?pageSize=1000",
        ProviderKind.Ollama => OllamaChatClient.BaseUrl(endpoint) + "/api/tags",
        ProviderKind.Bedrock => BedrockModelList.ModelsAddress(endpoint),
        _ => endpoint.BaseUrl.AbsoluteUri.TrimEnd('/') + "/models",
    };

    private static async Task<JsonElement> AskAsync(string address, HttpClient http, EndpointConnection connection, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        AddHeaders(request.Headers, connection.Endpoint);
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var json = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        return json.Get("error") is { } error ? throw connection.Errors.FromErrorObject(error) : json;
    }

    private static async Task<IEnumerable<string?>> WithProfilesAsync(
        IReadOnlyList<JsonElement> models, HttpClient http, EndpointConnection connection, CancellationToken cancellationToken) =>
        BedrockModelList.NamesOf(models, await AskAsync(BedrockModelList.ProfilesAddress(connection.Endpoint), http, connection, cancellationToken).ConfigureAwait(false));

    private static void AddHeaders(HttpRequestHeaders headers, EndpointConfig endpoint)
    {
        if (endpoint.Provider == ProviderKind.Anthropic)
            headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        if (string.IsNullOrEmpty(endpoint.ApiKey))
            return;
        var name = endpoint.Provider switch
        {
            ProviderKind.Anthropic => "x-api-key",
            ProviderKind.Gemini => "x-goog-api-key",
            _ => null,
        };
        if (name is not null)
            headers.TryAddWithoutValidation(name, endpoint.ApiKey);
        else
            headers.Authorization = new AuthenticationHeaderValue("Bearer", endpoint.ApiKey);
    }

    private static IEnumerable<string?> NamesOf(JsonElement list, ProviderKind provider) => provider switch
    {
        ProviderKind.Gemini => list.GetProperty("models").EnumerateArray().Where(Answers).Select(model => Named(model.GetProperty("name").GetString())),
        ProviderKind.Ollama => list.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()),
        // Most answer {"data": [{"id": …}]}; a few give the bare array.
        _ => (list.ValueKind == JsonValueKind.Object ? list.GetProperty("data") : list).EnumerateArray().Select(model => model.GetProperty("id").GetString()),
    };

    private static string? Named(string? name) => name?.StartsWith("models/", StringComparison.Ordinal) == true ? name["models/".Length..] : name;

    /// <summary>Gemini lists models that only embed, too; where it does not say what one does, it is kept.</summary>
    private static bool Answers(JsonElement model) =>
        model.Get("supportedGenerationMethods") is null
        || model.Items("supportedGenerationMethods").Any(method => method.ValueEquals("generateContent"u8) || method.ValueEquals("streamGenerateContent"u8));
}
