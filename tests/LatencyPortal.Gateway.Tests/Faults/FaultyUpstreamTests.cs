using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>The upstream itself: what it sends is what the formats say, and a run can be repeated.</summary>
public sealed class FaultyUpstreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WireFormat.OpenAIChat)]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.Anthropic)]
    [InlineData(WireFormat.Gemini)]
    [InlineData(WireFormat.Ollama)]
    [InlineData(WireFormat.Bedrock)]
    public async Task Answer_OfEachFormat_HasTheSameTextAndUsageStreamedAndWhole(WireFormat format)
    {
        await using var upstream = await FaultyUpstream.StartAsync(new UpstreamPlan { Answer = new AnswerScript { Text = "Hello 世界 🌍" } });
        using var http = new HttpClient { BaseAddress = upstream.Address };

        var whole = await PostAsync(http, format, streams: false);
        var streamed = await PostAsync(http, format, streams: true);

        Assert.Equal("Hello 世界 🌍", TextOf(format, JsonSerializer.Deserialize<JsonElement>(whole)));
        var messages = MessagesOf(streamed);
        Assert.Equal("Hello 世界 🌍", string.Concat(messages.Select(message => DeltaOf(format, message))));
        Assert.Equal((24, format == WireFormat.Ollama ? 0 : 16, 3), UsageOf(format, whole));
        Assert.Equal((24, format == WireFormat.Ollama ? 0 : 16, 3), UsageOf(format, streamed));
        Assert.Equal(["Hello 世界 🌍", "Hello 世界 🌍"], upstream.Requests.Select(request => request.TextSent));
        Assert.Equal((format, true, 3), (upstream.Requests[1].Format, upstream.Requests[1].Streams, upstream.Requests[1].Tokens.Count));
    }

    [Fact]
    public async Task Gemini_WithoutAltSse_IsOneArray()
    {
        await using var upstream = await FaultyUpstream.StartAsync(new UpstreamPlan());
        using var http = new HttpClient { BaseAddress = upstream.Address };

        var answer = await http.PostAsync("v1beta/models/m:streamGenerateContent", JsonContent.Create(new { }), Token);

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        var array = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(17, array.GetArrayLength());
    }

    [Theory]
    [InlineData("v1/models", "data", "id", false)]
    [InlineData("v1/models", "data", "display_name", true)]
    [InlineData("v1beta/models", "models", "displayName", false)]
    [InlineData("api/tags", "models", "name", false)]
    [InlineData("foundation-models", "modelSummaries", "modelId", false)]
    public async Task ModelList_OfEachFormat_NamesTheModels(string path, string list, string name, bool isAnthropic)
    {
        await using var upstream = await FaultyUpstream.StartAsync(new UpstreamPlan { Models = ["one", "two"] });
        using var http = new HttpClient { BaseAddress = upstream.Address };
        if (isAnthropic)
            http.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");

        var models = await http.GetFromJsonAsync<JsonElement>(path, Token);

        Assert.Equal(["one", "two"], models.GetProperty(list).EnumerateArray().Select(model => model.GetProperty(name).GetString()));
    }

    [Theory]
    [InlineData(FaultKind.Close, null)]
    [InlineData(FaultKind.Reset, SocketError.ConnectionReset)]
    public async Task Cut_OnTheWire_IsAFinOrAReset(FaultKind kind, SocketError? error)
    {
        await using var upstream = await FaultyUpstream.StartAsync(
            UpstreamPlan.With(new Fault(FaultKind.Stall) { AfterTokens = 2 }, new Fault(kind) { AfterTokens = 2 }));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", upstream.Address.Port, Token);
        await socket.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{\"stream\":true}"u8.ToArray(), Token);
        var request = await upstream.WaitForRequestAsync(1, Token);
        await request.PausedAsync(Token);
        var buffer = new byte[64 * 1024];
        while (socket.Available == 0)
            await Task.Delay(1, Token);
        while (socket.Available > 0)
            await socket.ReceiveAsync(buffer, Token);

        request.Resume();
        var ending = await Record.ExceptionAsync(async () =>
        {
            int read;
            do
                read = await socket.ReceiveAsync(buffer, Token);
            while (read > 0);
        });

        Assert.Equal(error, (ending as SocketException)?.SocketErrorCode);
    }

    [Fact]
    public async Task Log_OfARun_RepeatsIt()
    {
        var path = Path.GetTempFileName();
        var first = await RunAsync(Scenarios.All["storm"].Plan(7) with { Answer = new AnswerScript { Tokens = 5 } }, new StreamWriter(path));

        var second = await RunAsync(FaultyUpstream.ReadPlan(path), null);

        Assert.Equal(first, second);
        Assert.Contains(first, one => one.StartsWith("429", StringComparison.Ordinal));
        Assert.Contains(first, one => one.StartsWith("200", StringComparison.Ordinal));
        Assert.Equal(21, (await File.ReadAllLinesAsync(path, Token)).Length);
        File.Delete(path);
    }

    private static async Task<List<string>> RunAsync(UpstreamPlan plan, TextWriter? log)
    {
        await using var upstream = await FaultyUpstream.StartAsync(plan, log: log);
        using var http = new HttpClient { BaseAddress = upstream.Address };
        var answers = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            var answer = await http.PostAsync("v1/chat/completions", JsonContent.Create(new { stream = true }), Token);
            answers.Add($"{(int)answer.StatusCode} {answer.Headers.RetryAfter} {await answer.Content.ReadAsStringAsync(Token)}");
        }

        return answers;
    }

    private static async Task<string> PostAsync(HttpClient http, WireFormat format, bool streams)
    {
        var path = format switch
        {
            WireFormat.OpenAIResponses => "v1/responses",
            WireFormat.Anthropic => "v1/messages",
            WireFormat.Gemini => $"v1beta/models/scripted:{(streams ? "streamGenerateContent?alt=sse" : "generateContent")}",
            WireFormat.Ollama => "api/chat",
            WireFormat.Bedrock => streams ? "model/scripted/converse-stream" : "model/scripted/converse",
            _ => "v1/chat/completions",
        };
        using var answer = await http.PostAsync(
            path, JsonContent.Create(new { model = "scripted", stream = streams, stream_options = new { include_usage = true } }), Token);
        answer.EnsureSuccessStatusCode();
        return answer.Content.Headers.ContentType?.MediaType == EventStreamFrame.MediaType
            ? await LinesAsync(new FrameReader(await answer.Content.ReadAsStreamAsync(Token)))
            : await answer.Content.ReadAsStringAsync(Token);
    }

    /// <summary>The payloads of frames, one a line.</summary>
    private static async Task<string> LinesAsync(FrameReader frames)
    {
        var lines = new StringBuilder();
        while (await frames.NextAsync(Token) is { } frame)
            lines.Append(Encoding.UTF8.GetString(frame.Payload.Span)).Append('\n');
        return lines.ToString();
    }

    private static List<JsonElement> MessagesOf(string stream) =>
    [
        .. stream.Split('\n')
            .Select(line => line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : line)
            .Where(line => line.StartsWith('{'))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line)),
    ];

    private static string? DeltaOf(WireFormat format, JsonElement message) => format switch
    {
        WireFormat.OpenAIResponses => message.GetProperty("type").GetString() == "response.output_text.delta" ? message.GetProperty("delta").GetString() : "",
        WireFormat.Anthropic => message.GetProperty("type").GetString() == "content_block_delta" ? message.GetProperty("delta").GetProperty("text").GetString() : "",
        WireFormat.Bedrock => message.TryGetProperty("delta", out var delta) ? delta.GetProperty("text").GetString() : "",
        WireFormat.OpenAIChat => string.Concat(message.GetProperty("choices").EnumerateArray().Select(
            choice => choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : "")),
        _ => TextOf(format, message),
    };

    private static string? TextOf(WireFormat format, JsonElement whole) => format switch
    {
        WireFormat.OpenAIResponses => whole.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString(),
        WireFormat.Anthropic => whole.GetProperty("content")[0].GetProperty("text").GetString(),
        WireFormat.Gemini => whole.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString(),
        WireFormat.Ollama => whole.GetProperty("message").GetProperty("content").GetString(),
        WireFormat.Bedrock => whole.GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString(),
        _ => whole.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(),
    };

    /// <summary>Input, cached and output tokens as the last place says that names them.</summary>
    private static (int Input, int Cached, int Output) UsageOf(WireFormat format, string answer)
    {
        int Last(string name)
        {
            var at = answer.LastIndexOf($"\"{name}\":", StringComparison.Ordinal);
            return at < 0 ? 0 : int.Parse(string.Concat(answer[(at + name.Length + 3)..].TakeWhile(char.IsAsciiDigit)));
        }

        return format switch
        {
            WireFormat.OpenAIResponses => (Last("input_tokens"), Last("cached_tokens"), Last("output_tokens")),
            WireFormat.Anthropic => (Last("input_tokens") + Last("cache_read_input_tokens"), Last("cache_read_input_tokens"), Last("output_tokens")),
            WireFormat.Gemini => (Last("promptTokenCount"), Last("cachedContentTokenCount"), Last("candidatesTokenCount")),
            WireFormat.Ollama => (Last("prompt_eval_count"), 0, Last("eval_count")),
            WireFormat.Bedrock => (Last("inputTokens") + Last("cacheReadInputTokens"), Last("cacheReadInputTokens"), Last("outputTokens")),
            _ => (Last("prompt_tokens"), Last("cached_tokens"), Last("completion_tokens")),
        };
    }
}
