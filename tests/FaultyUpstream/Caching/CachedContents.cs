using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LatencyPortal.Testing.Upstream;

/// <summary>
/// Plays Gemini's named caches: objects with a lifetime that requests name in place of what they hold. Their messages are
/// those of the API.
/// </summary>
/// <param name="time">The clock of the provider, which it also tells in the header <c>Date</c>.</param>
public sealed class CachedContents(TimeProvider time)
{
    internal const string Path = "/v1beta/cachedContents";

    private readonly Lock _gate = new();
    private readonly List<CachedContent> _objects = [];
    private readonly List<CachedContentRequest> _requests = [];
    private int _created;

    /// <summary>Fewest tokens of an object.</summary>
    public int MinimumTokens { get; set; }

    /// <summary>Status with which everything but lists is refused; nothing is when <see langword="null"/>.</summary>
    public int? Refuses { get; set; }

    /// <summary>What creations wait for.</summary>
    public Func<CancellationToken, Task> BeforeCreation { get; set; } = _ => Task.CompletedTask;

    /// <summary>Objects on one page of a list.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>All requests about objects so far.</summary>
    public IReadOnlyList<CachedContentRequest> Requests
    {
        get { lock (_gate) return [.. _requests]; }
    }

    /// <summary>All objects that live.</summary>
    public IReadOnlyList<CachedContent> Objects
    {
        get { lock (_gate) return [.. _objects.Where(held => held.Expires > time.GetUtcNow())]; }
    }

    /// <summary>Adds an object that somebody else has made.</summary>
    public void Add(CachedContent held)
    {
        lock (_gate)
            _objects.Add(held);
    }

    /// <summary>Drops an object before its time.</summary>
    public void Drop(string name)
    {
        lock (_gate)
            _objects.RemoveAll(held => held.Name == name);
    }

    /// <summary>What is wrong with a call that names an object; <see langword="null"/> when nothing is, or when it names none.</summary>
    internal (int Status, string Message)? Refusal(string model, JsonElement call, out CachedContent? named)
    {
        named = null;
        if (!call.TryGetProperty("cachedContent", out var name))
            return null;
        named = Objects.FirstOrDefault(held => held.Name == name.GetString());
        if (named is null)
            return (StatusCodes.Status403Forbidden, "CachedContent not found (or permission denied)");
        if (named.Model != "models/" + model)
            return (StatusCodes.Status400BadRequest, $"Model used by GenerateContent request (models/{model}) and CachedContent ({named.Model}) has to be the same.");
        return new[] { "systemInstruction", "tools", "toolConfig" }.Any(field => call.TryGetProperty(field, out _))
            ? (StatusCodes.Status400BadRequest, "CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.")
            : null;
    }

    internal async Task ServeAsync(HttpContext http, CancellationToken over)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(over);
        lock (_gate)
            _requests.Add(new CachedContentRequest(http.Request.Method, http.Request.Path + http.Request.QueryString, body));
        var path = http.Request.Path.Value!;
        http.Response.Headers.Date = time.GetUtcNow().ToString("R");
        http.Response.ContentType = "application/json";
        var (status, answer) = http.Request.Method switch
        {
            "GET" when path == Path => (StatusCodes.Status200OK, List(http.Request.Query["pageToken"].ToString())),
            _ when Refuses is { } refused => Error(refused, $"The upstream refuses with {refused}."),
            "POST" when path == Path => await CreateAsync(body, over),
            "PATCH" when http.Request.Query["updateMask"] == "ttl" => Extend(path["/v1beta/".Length..], body),
            _ => Error(StatusCodes.Status404NotFound, "There is nothing here."),
        };
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(answer.ToJsonString(), over);
    }

    private static (int Status, JsonObject Answer) Error(int status, string message) =>
        (status, new JsonObject { ["error"] = new JsonObject { ["code"] = status, ["message"] = message } });

    private static DateTimeOffset Until(JsonElement body, DateTimeOffset now) => now.AddSeconds(double.Parse(body.GetProperty("ttl").GetString()!.TrimEnd('s')));

    private async Task<(int Status, JsonObject Answer)> CreateAsync(string body, CancellationToken over)
    {
        await BeforeCreation(over);
        var json = JsonSerializer.Deserialize<JsonElement>(body);
        var tokens = PromptReader.Read(WireFormat.Gemini, body).Words.Count;
        if (tokens < MinimumTokens)
            return Error(StatusCodes.Status400BadRequest, $"Cached content is too small. total_token_count={tokens}, min_total_token_count={MinimumTokens}");
        lock (_gate)
        {
            var held = new CachedContent(
                $"cachedContents/{++_created}",
                json.GetProperty("model").GetString()!,
                json.GetProperty("displayName").GetString()!,
                Until(json, time.GetUtcNow()),
                tokens);
            _objects.Add(held);
            return (StatusCodes.Status200OK, held.ToJson());
        }
    }

    private (int Status, JsonObject Answer) Extend(string name, string body)
    {
        lock (_gate)
        {
            var place = _objects.FindIndex(held => held.Name == name && held.Expires > time.GetUtcNow());
            if (place < 0)
                return Error(StatusCodes.Status403Forbidden, "CachedContent not found (or permission denied)");
            _objects[place] = _objects[place] with { Expires = Until(JsonSerializer.Deserialize<JsonElement>(body), time.GetUtcNow()) };
            return (StatusCodes.Status200OK, _objects[place].ToJson());
        }
    }

    private JsonObject List(string token)
    {
        var from = token.Length > 0 ? int.Parse(token) : 0;
        var all = Objects;
        var list = new JsonObject { ["cachedContents"] = new JsonArray([.. all.Skip(from).Take(PageSize).Select(held => held.ToJson())]) };
        if (all.Count > from + PageSize)
            list["nextPageToken"] = $"{from + PageSize}";
        return list;
    }
}
