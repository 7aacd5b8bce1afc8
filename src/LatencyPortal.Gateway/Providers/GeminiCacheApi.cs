using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatencyPortal.Gateway.Providers;

/// <summary>Asks an endpoint to hold the beginnings of prompts (ai.google.dev/api/caching).</summary>
internal static class GeminiCacheApi
{
    private const string Collection = "cachedContents";

    /// <summary>Most bytes read of an answer; a thousand objects without their content take half a megabyte.</summary>
    private const int LongestAnswer = 8 * 1024 * 1024;

    /// <summary>Pages of a list that are read; who holds more objects gets another one.</summary>
    private const int MostPages = 10;

    /// <summary>Creates an object.</summary>
    public static Task<GeminiCached> CreateAsync(EndpointConnection connection, GeminiHeld held, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(held.Json.Span)!.AsObject();
        body["model"] = held.Model;
        body["displayName"] = DisplayName(held);
        body["ttl"] = Ttl(lifetime);
        return OneAsync(connection, HttpMethod.Post, Collection, body, lifetime, cancellationToken);
    }

    /// <summary>Sets the time that an object has left.</summary>
    public static Task<GeminiCached> ExtendAsync(EndpointConnection connection, string name, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var path = string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
        return OneAsync(connection, HttpMethod.Patch, path + "?updateMask=ttl", new JsonObject { ["ttl"] = Ttl(lifetime) }, lifetime, cancellationToken);
    }

    /// <summary>The object that a portal created for this part before, of several the one that lives longest; <see langword="null"/> when there is none.</summary>
    /// <param name="connection">The endpoint.</param>
    /// <param name="held">What it has to hold.</param>
    /// <param name="refused">Name of an object that is not wanted.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<GeminiCached?> FindAsync(EndpointConnection connection, GeminiHeld held, string? refused, CancellationToken cancellationToken)
    {
        var wanted = DisplayName(held);
        GeminiCached? best = null;
        var page = "";
        for (var pages = 0; pages < MostPages; pages++)
        {
            var (list, clock) = await SendAsync(connection, HttpMethod.Get, $"{Collection}?pageSize=1000{page}", null, cancellationToken).ConfigureAwait(false);
            foreach (var item in list.Items(Collection).Where(item => item.Text("displayName") == wanted && item.Text("model") == held.Model))
            {
                if (Read(item, clock, TimeSpan.Zero) is { } found && found.Name != refused && !(found.Expires <= best?.Expires))
                    best = found;
            }

            if (list.Text("nextPageToken") is not { Length: > 0 } next)
                break;
            page = "&pageToken=" + Uri.EscapeDataString(next);
        }

        return best;
    }

    private static string DisplayName(GeminiHeld held) => "latencyportal-" + held.Key;

    private static string Ttl(TimeSpan lifetime) => $"{(long)lifetime.TotalSeconds}s";

    private static async Task<GeminiCached> OneAsync(
        EndpointConnection connection, HttpMethod method, string path, JsonObject body, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var (json, clock) = await SendAsync(connection, method, path, body, cancellationToken).ConfigureAwait(false);
        return Read(json, clock, lifetime) ?? throw new JsonException("The answer names no cached content.");
    }

    private static async Task<(JsonElement Json, Clock Clock)> SendAsync(
        EndpointConnection connection, HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(connection.NewCall(streams: false), disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        using var message = new HttpRequestMessage(method, $"{GeminiChatClient.BaseUrl(connection.Endpoint)}/{path}");
        if (!string.IsNullOrEmpty(connection.Endpoint.ApiKey))
            message.Headers.TryAddWithoutValidation("x-goog-api-key", connection.Endpoint.ApiKey);
        if (body is not null)
            message.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var started = connection.Time.GetUtcNow();
        using var response = await http.SendAsync(message, cancellationToken).ConfigureAwait(false);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var json = JsonSerializer.Deserialize<JsonElement>(bytes);
        if (json.Get("error") is { } error)
            throw connection.Errors.FromErrorObject(error);
        return (json, new Clock(started, response.Headers.Date ?? connection.Time.GetUtcNow()));
    }

    private static GeminiCached? Read(JsonElement json, Clock clock, TimeSpan lifetime)
    {
        if (json.Text("name") is not { Length: > 0 } name || !name.StartsWith(Collection + "/", StringComparison.Ordinal))
            return null;
        var left = json.Get("expireTime") is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var expires)
            ? expires - clock.Theirs
            : lifetime;
        return new GeminiCached(name, clock.Ours + left);
    }

    /// <summary>Both clocks at one moment: what counts is the time that an object has left, not whose clock is right.</summary>
    private readonly record struct Clock(DateTimeOffset Ours, DateTimeOffset Theirs);
}
