using System.Text;
using LatencyPortal.Testing;
using Microsoft.AspNetCore.Http;

namespace LatencyPortal.Gateway.Tests.Providers.Wire;

/// <summary>What a <see cref="WireServer"/> answers: a status and steps, each of them flushed.</summary>
internal sealed class WireReply(int status = 200, string contentType = "text/event-stream")
{
    private readonly List<Func<HttpContext, CancellationToken, Task>> _steps = [];
    private readonly Dictionary<string, string> _headers = [];

    public static WireReply Json(string body, int status = 200) => new WireReply(status, "application/json").Raw(body);

    /// <summary>Events as Anthropic and OpenAI's Responses send them: the name of each stands in its data as <c>type</c>.</summary>
    public static WireReply Events(params string[] data)
    {
        var reply = new WireReply();
        foreach (var one in data)
            reply.Event(one);
        return reply;
    }

    public WireReply Header(string name, string value)
    {
        _headers[name] = value;
        return this;
    }

    public WireReply Event(string data)
    {
        using var json = System.Text.Json.JsonDocument.Parse(data);
        var name = json.RootElement.TryGetProperty("type", out var type) ? $"event: {type.GetString()}\n" : "";
        return Raw($"{name}data: {data}\n\n");
    }

    public WireReply Raw(string text) => Raw(Encoding.UTF8.GetBytes(text));

    public WireReply Raw(byte[] bytes) => Add(async (http, over) =>
    {
        await http.Response.Body.WriteAsync(bytes, over);
        await http.Response.Body.FlushAsync(over);
    });

    /// <summary>Sends text byte by byte, so that every character and every line is cut somewhere.</summary>
    public WireReply Bytewise(string text)
    {
        foreach (var one in Encoding.UTF8.GetBytes(text))
            Raw([one]);
        return this;
    }

    public WireReply Wait(Gate gate) => Add((_, over) => gate.PassAsync(over));

    public WireReply SendHeaders() => Add(async (http, over) =>
    {
        await http.Response.StartAsync(over);
        await http.Response.Body.FlushAsync(over);
    });

    /// <summary>Silence until the client leaves.</summary>
    public WireReply Hang() => Wait(new Gate());

    /// <summary>Closes the connection hard.</summary>
    public WireReply Abort() => Add((_, _) => throw new OperationCanceledException());

    public async Task PlayAsync(HttpContext http, CancellationToken over)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        foreach (var (name, value) in _headers)
            http.Response.Headers[name] = value;
        try
        {
            foreach (var step in _steps)
                await step(http, over);
        }
        catch (OperationCanceledException)
        {
            http.Abort(); // the client left, the reply aborts, or the server closes
        }
    }

    private WireReply Add(Func<HttpContext, CancellationToken, Task> step)
    {
        _steps.Add(step);
        return this;
    }
}
