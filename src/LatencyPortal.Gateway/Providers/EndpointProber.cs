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
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri(connection.Endpoint.BaseUrl.AbsoluteUri.TrimEnd('/') + "/models"));
            if (!string.IsNullOrEmpty(connection.Endpoint.ApiKey))
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", connection.Endpoint.ApiKey);
            var started = time.GetTimestamp();
            using var response = await http.SendAsync(request, limited.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(limited.Token).ConfigureAwait(false);
            var roundTrip = time.GetElapsedTime(started).TotalMilliseconds;
            return new EndpointProbe(roundTrip, ModelsOf(body, connection.Errors), null);
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

    private static List<string> ModelsOf(string body, EndpointErrors errors)
    {
        using var json = JsonDocument.Parse(body);
        if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error))
            throw errors.FromErrorObject(error);
        // Most answer {"data": [{"id": …}]}; a few give the bare array.
        var list = json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.GetProperty("data") : json.RootElement;
        return
        [
            .. list.EnumerateArray()
                .Select(model => model.GetProperty("id").GetString())
                .Where(id => !string.IsNullOrWhiteSpace(id))
                .Select(id => id!)
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
