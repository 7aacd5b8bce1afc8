using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LatencyPortal.Testing;

/// <summary>
/// What the scripted endpoint does with one request, step by step. Steps run in the order in which they were added and
/// each is flushed, so a client can see it before the next one begins. Scripts made by <see cref="Answer()"/> fit the
/// request: a client that asks for no stream gets the same text, finish reason and usage as one JSON object.
/// </summary>
public sealed class Script
{
    private readonly List<Func<Player, Task>> _steps = [];
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private int _status = StatusCodes.Status200OK;
    private string _contentType = "text/event-stream";
    private bool _done = true;

    private Script()
    {
    }

    /// <summary>An answer whose tokens the test adds.</summary>
    public static Script Answer() => new();

    /// <summary>A whole answer: one token per word, finish reason <c>stop</c>, usage.</summary>
    public static Script Answer(string text)
    {
        var script = new Script();
        var words = text.Split(' ').Select((word, i) => i == 0 ? word : " " + word).ToArray();
        foreach (var word in words)
            script.Token(word);
        return script.Finish().Usage(10, words.Length);
    }

    /// <summary>An answer with this status and body, for example an error.</summary>
    public static Script Status(int status, string body = "", string contentType = "application/json") =>
        new Script { _status = status, _contentType = contentType, _done = false }.Raw(body);

    /// <summary>An error in OpenAI's form.</summary>
    public static Script Error(int status, string message, string type = "invalid_request_error", string? code = null) =>
        Status(status, JsonSerializer.Serialize(new { error = new { message, type, code } }));

    /// <summary>What <c>/v1/models</c> answers.</summary>
    public static Script ModelList(IEnumerable<string> models) => Status(
        200, JsonSerializer.Serialize(new { @object = "list", data = models.Select(id => new { id, @object = "model", created = 0, owned_by = "test" }) }));

    /// <summary>Adds a response header.</summary>
    public Script Header(string name, string value)
    {
        _headers[name] = value;
        return this;
    }

    /// <summary>Sends another content type than <c>text/event-stream</c>.</summary>
    public Script ContentType(string contentType)
    {
        _contentType = contentType;
        return this;
    }

    /// <summary>Sends the headers now, before any content.</summary>
    public Script SendHeaders() => Add(player => player.StartAsync());

    /// <summary>Waits until the test opens the gate; added first, it holds back the headers too.</summary>
    public Script Wait(Gate gate) => Add(player => player.WaitAsync(gate));

    /// <summary>Never goes on by itself: silence until the client leaves or the endpoint is disposed.</summary>
    public Script Hang() => Wait(new Gate());

    /// <summary>Sends the first chunk of many servers, with the role and no content.</summary>
    public Script Role() => Add(player => player.ChunkAsync(new JsonObject { ["role"] = "assistant", ["content"] = "" }));

    /// <summary>Sends one content delta.</summary>
    public Script Token(string text) => Add(player => player.TokenAsync(text));

    /// <summary>Sends several content deltas, each on its own.</summary>
    public Script Tokens(params string[] texts)
    {
        foreach (var text in texts)
            Token(text);
        return this;
    }

    /// <summary>Sends one reasoning delta under the given name; servers differ in it.</summary>
    public Script Reasoning(string text, string field = "reasoning_content") =>
        Add(player => player.ChunkAsync(new JsonObject { [field] = text }));

    /// <summary>Sends a delta of this JSON.</summary>
    public Script Delta(string json) => Add(player => player.ChunkAsync(JsonNode.Parse(json)!.AsObject()));

    /// <summary>Sends the finish reason.</summary>
    public Script Finish(string reason = "stop") => Add(player => player.FinishAsync(reason));

    /// <summary>Sends usage in a chunk without choices, whether it was asked for or not.</summary>
    public Script Usage(int input, int output, int? cached = null, int? reasoning = null) =>
        Add(player => player.UsageAsync(input, output, cached, reasoning));

    /// <summary>Sends bytes as they are, in one chunk.</summary>
    public Script Raw(byte[] bytes) => Add(player => player.WriteAsync(bytes));

    /// <summary>Sends text as it is, in one chunk.</summary>
    public Script Raw(string text) => Raw(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends a content delta byte by byte, so that every character and every line is cut somewhere.</summary>
    public Script Bytewise(string text) => Add(async player =>
    {
        foreach (var one in Encoding.UTF8.GetBytes(Player.ChunkLine(new JsonObject { ["content"] = text })))
            await player.WriteAsync([one]);
    });

    /// <summary>Leaves out the closing <c>[DONE]</c>.</summary>
    public Script WithoutDone()
    {
        _done = false;
        return this;
    }

    /// <summary>Closes the connection hard, in the middle of the answer.</summary>
    public Script Abort() => Add(player =>
    {
        player.Request.ScriptAborts();
        throw new OperationCanceledException();
    });

    internal async Task PlayAsync(HttpContext http, ReceivedRequest request, CancellationToken closing)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, closing);
        http.Response.StatusCode = _status;
        http.Response.ContentType = _contentType;
        foreach (var (name, value) in _headers)
            http.Response.Headers[name] = value;
        var isAnswer = _status == StatusCodes.Status200OK && _contentType == "text/event-stream";
        var player = new Player(http, request, isAnswer && !request.WantsStream, over.Token);
        try
        {
            foreach (var step in _steps)
                await step(player);
            if (player.Whole)
                await player.SendWholeAsync();
            else if (_done)
                await player.WriteAsync("data: [DONE]\n\n"u8.ToArray());
        }
        catch (OperationCanceledException)
        {
            http.Abort(); // the client left, the script aborts, or the endpoint closes
        }
    }

    private Script Add(Func<Player, Task> step)
    {
        _steps.Add(step);
        return this;
    }
}
