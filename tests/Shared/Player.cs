using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LatencyPortal.Testing;

/// <summary>Plays the steps of one script onto one response.</summary>
internal sealed class Player(HttpContext http, ReceivedRequest request, bool whole, CancellationToken over)
{
    private readonly StringBuilder _text = new();
    private JsonObject? _usage;
    private string? _finish;

    /// <summary>Whether the answer is gathered and sent as one JSON object.</summary>
    public bool Whole => whole;

    public ReceivedRequest Request => request;

    public async Task StartAsync()
    {
        if (whole)
            return;
        await http.Response.StartAsync(over);
        await http.Response.Body.FlushAsync(over);
    }

    public Task WaitAsync(Gate gate) => gate.PassAsync(over);

    public async Task TokenAsync(string text)
    {
        _text.Append(text);
        await ChunkAsync(new JsonObject { ["content"] = text });
    }

    public async Task FinishAsync(string reason)
    {
        _finish = reason;
        await SendAsync(Choices(new JsonObject(), reason));
    }

    public async Task UsageAsync(int input, int output, int? cached, int? reasoning)
    {
        _usage = new JsonObject { ["prompt_tokens"] = input, ["completion_tokens"] = output, ["total_tokens"] = input + output };
        if (cached is not null)
            _usage["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = cached };
        if (reasoning is not null)
            _usage["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = reasoning };
        await SendAsync(Envelope([], _usage.DeepClone()));
    }

    public Task ChunkAsync(JsonObject delta) => SendAsync(Choices(delta, null));

    public static string ChunkLine(JsonObject delta) => Line(Choices(delta, null));

    public async Task WriteAsync(byte[] bytes)
    {
        over.ThrowIfCancellationRequested();
        await http.Response.Body.WriteAsync(bytes, over);
        await http.Response.Body.FlushAsync(over);
    }

    public async Task SendWholeAsync()
    {
        http.Response.ContentType = "application/json";
        var message = new JsonObject { ["role"] = "assistant", ["content"] = _text.ToString() };
        var completion = new JsonObject
        {
            ["id"] = "chatcmpl-scripted",
            ["object"] = "chat.completion",
            ["created"] = 1_700_000_000,
            ["model"] = "scripted",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = _finish }),
            ["usage"] = _usage,
        };
        await WriteAsync(Encoding.UTF8.GetBytes(completion.ToJsonString()));
    }

    private Task SendAsync(JsonObject chunk) => whole ? Task.CompletedTask : WriteAsync(Encoding.UTF8.GetBytes(Line(chunk)));

    private static string Line(JsonObject chunk) => $"data: {chunk.ToJsonString()}\n\n";

    private static JsonObject Choices(JsonObject delta, string? finish) =>
        Envelope([new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }], null);

    private static JsonObject Envelope(JsonArray choices, JsonNode? usage) => new()
    {
        ["id"] = "chatcmpl-scripted",
        ["object"] = "chat.completion.chunk",
        ["created"] = 1_700_000_000,
        ["model"] = "scripted",
        ["choices"] = choices,
        ["usage"] = usage,
    };
}
