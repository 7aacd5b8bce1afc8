using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>
/// What the official Python client sends, to the byte: its headers, its compact JSON, and how its decoder cuts an event stream into
/// lines and events. Its parsing is done here as it does it.
/// </summary>
public sealed class PythonWireTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_ChatWithTools_IsDecoded()
    {
        portal.Endpoint.Enqueue(Script.Answer().Token("Grüße 🚀\n\n").Delta(
            """{"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}""").Finish("tool_calls").Usage(3, 2));

        var events = await StreamAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"}],"model":"test/scripted","n":1,"stream":true,"stream_options":{"include_usage":true},"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}]}""");

        Assert.Equal("[DONE]", events[^1].Data);
        Assert.All(events, one => Assert.Null(one.Name));
        var chunks = events[..^1].Select(one => JsonSerializer.Deserialize<JsonElement>(one.Data)).ToList();
        Assert.All(chunks, chunk => Assert.False(chunk.TryGetProperty("error", out _)));
        Assert.Equal("Grüße 🚀\n\n", string.Concat(chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray())
            .Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : "")));
        // Its types ask for these names in every chunk.
        Assert.All(chunks, chunk => Assert.All((string[])["id", "choices", "created", "model", "object"], name => Assert.True(chunk.TryGetProperty(name, out _))));
        Assert.Equal(5, chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Stream_Responses_IsDecoded()
    {
        var events = await StreamAsync("/v1/responses", $$"""{"input":"Hi","model":"{{PortalFactory.Model}}","stream":true}""");

        // It takes the type from the data, and stops at the end of the stream.
        Assert.All(events, one => Assert.Equal(one.Name, JsonSerializer.Deserialize<JsonElement>(one.Data).GetProperty("type").GetString()));
        Assert.Equal("response.completed", events[^1].Name);
    }

    [Fact]
    public async Task Post_Error_HasWhatItsExceptionsRead()
    {
        using var response = await SendAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"}],"model":"none"}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var error = (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("error");
        Assert.Equal(("model_not_found", "model", "invalid_request_error"), (error.GetProperty("code").GetString(), error.GetProperty("param").GetString(), error.GetProperty("type").GetString()));
        Assert.True(response.Headers.Contains("x-request-id"));
    }

    private async Task<List<(string? Name, string Data)>> StreamAsync(string path, string body)
    {
        using var response = await SendAsync(path, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var events = new List<(string?, string)>();
        string? name = null;
        var data = new List<string>();
        // Lines end with CR, LF or both; an empty one ends an event; what has neither name nor data is none.
        foreach (var line in (await response.Content.ReadAsStringAsync(Stop)).ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.Length == 0)
            {
                if (name is not null || data.Count > 0)
                    events.Add((name, string.Join('\n', data)));
                name = null;
                data.Clear();
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            if (line.StartsWith("event:", StringComparison.Ordinal))
                name = value;
            else if (line.StartsWith("data:", StringComparison.Ordinal))
                data.Add(value);
        }

        return events;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach (var (header, value) in (ReadOnlySpan<(string, string)>)
        [
            ("Accept", "application/json"), ("Accept-Encoding", "gzip, deflate"), ("Authorization", "Bearer anything"),
            ("User-Agent", "OpenAI/Python 2.8.0"), ("X-Stainless-Lang", "python"), ("X-Stainless-Package-Version", "2.8.0"),
            ("X-Stainless-OS", "Linux"), ("X-Stainless-Arch", "x64"), ("X-Stainless-Runtime", "CPython"),
            ("X-Stainless-Runtime-Version", "3.13.0"), ("X-Stainless-Async", "false"), ("x-stainless-retry-count", "0"), ("x-stainless-read-timeout", "600"),
        ])
            request.Headers.TryAddWithoutValidation(header, value);
        return await portal.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }
}
