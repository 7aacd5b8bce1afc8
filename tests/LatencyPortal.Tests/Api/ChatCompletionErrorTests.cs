using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>Requests that cannot be served are refused in OpenAI's form, and no model is asked.</summary>
public sealed class ChatCompletionErrorTests(ApiFixture portal) : IClassFixture<ApiFixture>
{
    private const string Hi = """[{"role": "user", "content": "Hi"}]""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"model": """, null, "invalid_json")]
    [InlineData("", null, "invalid_json")]
    [InlineData("[]", null, "invalid_json")]
    [InlineData("""{"messages": [{"role": "user", "content": "Hi"}]}""", "model", "missing_required_parameter")]
    [InlineData("""{"model": "", "messages": [{"role": "user", "content": "Hi"}]}""", "model", "missing_required_parameter")]
    [InlineData("""{"model": 5, "messages": [{"role": "user", "content": "Hi"}]}""", "model", "invalid_type")]
    [InlineData("""{"model": "test/scripted"}""", "messages", "missing_required_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": null}""", "messages", "missing_required_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": []}""", "messages", "empty_array")]
    [InlineData("""{"model": "test/scripted", "messages": "Hi"}""", "messages", "invalid_type")]
    [InlineData("""{"model": "test/scripted", "messages": ["Hi"]}""", "messages[0]", "invalid_type")]
    [InlineData("""{"model": "test/scripted", "messages": [{"content": "Hi"}]}""", "messages[0].role", "missing_required_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "function", "content": "Hi"}]}""", "messages[0].role", "invalid_value")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "tool", "content": "Hi"}]}""", "messages[0].tool_call_id", "missing_required_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "tool", "tool_call_id": "c"}]}""", "messages[0].content", "missing_required_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "assistant", "tool_calls": {}}]}""", "messages[0].tool_calls", "invalid_type")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "assistant", "tool_calls": []}]}""", "messages[0].content", "missing_required_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "assistant", "tool_calls": [{"type": "custom"}]}]}""", "messages[0].tool_calls[0].type", "unsupported_value")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "assistant", "tool_calls": [{"function": {}}]}]}""", "messages[0].tool_calls[0].id", "missing_required_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "assistant", "tool_calls": [{"id": "c", "function": {}}]}]}""", "messages[0].tool_calls[0].function.name", "missing_required_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": {}}}]}]}""", "messages[0].tool_calls[0].function.arguments", "invalid_type")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "assistant", "function_call": {"name": "f"}}]}""", "messages[0].function_call", "unsupported_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user"}]}""", "messages[0].content", "missing_required_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user", "content": 5}]}""", "messages[0].content", "invalid_type")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user", "content": " "}]}""", "messages", null)]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user", "content": "\ud800"}]}""", "messages[0].content", null)]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]}""", "messages[0].content[0].image_url", "missing_required_parameter")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user", "content": [{"type": "input_audio"}]}]}""", "messages[0].content[0].type", "invalid_value")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "https://x/y.png"}]}]}""", "messages[0].content[0].image_url", "invalid_type")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "file:///etc/passwd"}}]}]}""", "messages[0].content[0].image_url.url", "invalid_value")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:text/plain;base64,QQ=="}}]}]}""", "messages[0].content[0].image_url.url", "invalid_value")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,?"}}]}]}""", "messages[0].content[0].image_url.url", "invalid_value")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "assistant", "content": [{"type": "image_url"}]}]}""", "messages[0].content[0].type", "invalid_value")]
    [InlineData("""{"model": "test/scripted", "messages": [{"role": "user", "content": [{"type": "text"}]}]}""", "messages[0].content[0].text", "missing_required_parameter")]
    public async Task Post_BadBody_Is400(string body, string? param, string? code)
    {
        using var response = await portal.PostAsync(body, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = await ApiFixture.ErrorOfAsync(response, Stop);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(param, error.GetProperty("param").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("\"temperature\": 2.1", "temperature")]
    [InlineData("\"temperature\": \"hot\"", "temperature")]
    [InlineData("\"top_p\": -0.1", "top_p")]
    [InlineData("\"max_tokens\": 0", "max_tokens")]
    [InlineData("\"max_tokens\": 1.5", "max_tokens")]
    [InlineData("\"max_completion_tokens\": 99999999999", "max_completion_tokens")]
    [InlineData("\"seed\": \"x\"", "seed")]
    [InlineData("\"n\": 9", "n")]
    [InlineData("\"n\": 0", "n")]
    [InlineData("\"n\": \"two\"", "n")]
    [InlineData("\"speed\": \"warp\"", "speed")]
    [InlineData("\"speed\": 1", "speed")]
    [InlineData("\"speed\": \"fast\"", "speed")]
    [InlineData("\"reasoning_effort\": 5", "reasoning_effort")]
    [InlineData("\"functions\": [{\"name\": \"f\"}]", "functions")]
    [InlineData("\"function_call\": {\"name\": \"f\"}", "function_call")]
    [InlineData("\"audio\": {\"voice\": \"alloy\"}", "audio")]
    [InlineData("\"tools\": {}", "tools")]
    [InlineData("\"tools\": [5]", "tools[0]")]
    [InlineData("\"tools\": [{}]", "tools[0].type")]
    [InlineData("\"tools\": [{\"type\": \"custom\"}]", "tools[0].type")]
    [InlineData("\"tools\": [{\"type\": \"function\"}]", "tools[0].function")]
    [InlineData("\"tools\": [{\"type\": \"function\", \"function\": {}}]", "tools[0].function.name")]
    [InlineData("\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"\"}}]", "tools[0].function.name")]
    [InlineData("\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": []}}]", "tools[0].function.parameters")]
    [InlineData("\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"strict\": 1}}]", "tools[0].function.strict")]
    [InlineData("\"tool_choice\": \"required\"", "tool_choice")]
    [InlineData("\"tool_choice\": \"any\"", "tool_choice")]
    [InlineData("\"tool_choice\": 5", "tool_choice")]
    [InlineData("\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}], \"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"g\"}}", "tool_choice.function.name")]
    [InlineData("\"parallel_tool_calls\": \"no\"", "parallel_tool_calls")]
    [InlineData("\"stream\": true, \"stream_options\": {\"include_latency\": 1}", "stream_options.include_latency")]
    [InlineData("\"stream\": \"yes\"", "stream")]
    [InlineData("\"top_logprobs\": 2", "top_logprobs")]
    [InlineData("\"logprobs\": false, \"top_logprobs\": 2", "top_logprobs")]
    [InlineData("\"logprobs\": true, \"top_logprobs\": 21", "top_logprobs")]
    [InlineData("\"logprobs\": true, \"top_logprobs\": -1", "top_logprobs")]
    [InlineData("\"logprobs\": 3", "logprobs")]
    [InlineData("\"stop\": [\"a\", 5]", "stop[1]")]
    [InlineData("\"stop\": \"\"", "stop")]
    [InlineData("\"stop\": {}", "stop")]
    [InlineData("\"stream_options\": {\"include_usage\": true}", "stream_options")]
    [InlineData("\"stream\": true, \"stream_options\": {\"include_usage\": 1}", "stream_options.include_usage")]
    public async Task Post_BadField_Is400AndNamesIt(string fields, string param)
    {
        using var response = await portal.PostAsync(ApiFixture.Body(fields), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(param, (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData(64, HttpStatusCode.OK)]
    [InlineData(65, HttpStatusCode.BadRequest)]
    [InlineData(10_000, HttpStatusCode.BadRequest)]
    public async Task Post_ManyStops_AreRefusedBeyondTheLimit(int count, HttpStatusCode expected)
    {
        using var response = await portal.PostAsync(
            ApiFixture.Body($"\"stop\": [{string.Join(", ", Enumerable.Range(0, count).Select(i => $"\"s{i}\""))}]"), Stop);

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.BadRequest)
            Assert.Equal("`stop` holds at most 64 strings.", (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("\"temperature\": null, \"stop\": null, \"stream\": null, \"n\": 1, \"user\": \"me\"")]
    [InlineData("\"no_such_field\": {\"deep\": [1, 2, 3]}, \"metadata\": {}, \"stop\": \"END\"")]
    public async Task Post_NullsAndUnknownFields_AreFine(string fields)
    {
        using var response = await portal.PostAsync(ApiFixture.Body(fields), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Post_UnknownModel_Is404()
    {
        using var response = await portal.PostAsync($$"""{"model": "no/such", "messages": {{Hi}}}""", Stop);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var error = await ApiFixture.ErrorOfAsync(response, Stop);
        Assert.Equal("model_not_found", error.GetProperty("code").GetString());
        Assert.Equal("model", error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task Post_OtherContentType_Is415()
    {
        using var response = await portal.PostAsync(new StringContent(ApiFixture.Body(), Encoding.UTF8, "text/plain"), Stop);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        await ApiFixture.ErrorOfAsync(response, Stop);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_BodyOverLimit_Is413(bool withLength)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"model": "{{new string('x', 20 * 1024 * 1024)}}"}"""));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = content };
        request.Headers.TransferEncodingChunked = !withLength;

        using var response = await portal.Http.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await ApiFixture.ErrorOfAsync(response, Stop);
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/v1/models", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/v1/completions", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v1/embeddings", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/v1/responses", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/v1/responses/resp_1", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v1/models/no/such", HttpStatusCode.NotFound)]
    public async Task Send_OtherAddress_IsRefusedInTheSameForm(string method, string address, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);

        using var response = await portal.Http.SendAsync(request, Stop);

        Assert.Equal(status, response.StatusCode);
        await ApiFixture.ErrorOfAsync(response, Stop);
    }

    [Theory]
    [InlineData("test/scripted")]
    [InlineData("test%2Fscripted")]
    public async Task GetModel_SlashPlainOrEscaped_IsFound(string id)
    {
        var model = await portal.Http.GetStringAsync($"/v1/models/{id}", Stop);

        Assert.Contains(PortalFactory.Model, model, StringComparison.Ordinal);
    }
}
