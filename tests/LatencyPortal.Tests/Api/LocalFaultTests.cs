using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bunit;
using LatencyPortal.Decoding.Tests.TinyModels;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace LatencyPortal.Tests.Api;

/// <summary>What hostile requests and broken models look like to a client of the running portal.</summary>
public sealed class LocalFaultTests
{
    private const string Model = "portal-assistant";

    private static readonly TinyDecoder Endless = new() { Script = TinyTokenizer.SpeakForever(TinyTokenizer.Alphabet), ContextLength = 8192 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("half")]
    [InlineData("empty")]
    [InlineData("text")]
    public async Task Start_DamagedModel_SaysSoWhereverAModelIsLookedFor(string damage)
    {
        using var folder = Folder(Endless);
        var bytes = File.ReadAllBytes(folder["model.onnx"]);
        File.WriteAllBytes(folder["model.onnx"], damage switch { "half" => bytes[..(bytes.Length / 2)], "empty" => [], _ => "This is a text."u8.ToArray() });
        await using var portal = await PortalFactory.StartAsync(new Uri("http://127.0.0.1:9/v1"), modelFolder: folder.Path);
        using var client = portal.CreateClient();

        using var chat = await PostAsync(client, Messages("Hi"));
        using var card = await client.GetAsync($"/v1/models/{Model}", Stop);
        var list = await client.GetFromJsonAsync<JsonElement>("/v1/models", Stop);
        var readiness = await client.GetStringAsync("/readyz", Stop);
        await using var page = new BunitContext();
        page.Services.AddSingleton(portal.Services.GetRequiredService<ModelGateway>());
        page.Services.AddSingleton(portal.Services.GetRequiredService<EndpointStore>());
        var settings = page.Render<ModelProblems>().Markup;

        foreach (var response in (HttpResponseMessage[])[chat, card])
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            var message = (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("message").GetString()!;
            Assert.Contains(folder["model.onnx"], message, StringComparison.Ordinal);
            Assert.Contains("cannot load the model", message, StringComparison.Ordinal);
            Assert.DoesNotContain("ErrorCode", message, StringComparison.Ordinal);
        }

        Assert.Equal([PortalFactory.Model], list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.Contains("cannot load the model", readiness, StringComparison.Ordinal);
        Assert.Contains("cannot load the model", settings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ModelLosesItsNumbers_OnlyThatAnswerFails()
    {
        // Behind the last character it computes no numbers; who stops earlier never sees it.
        using var folder = Folder(Endless with { Poison = (TinyTokenizer.Byte((byte)TinyTokenizer.Alphabet[^1]), float.NaN) });
        await using var portal = await PortalFactory.StartAsync(modelFolder: folder.Path);
        using var client = portal.CreateClient();

        var others = Enumerable.Range(0, 7).Select(i => PostAsync(client, Messages($"{i}"), "\"max_tokens\": 12")).ToList();
        using var failed = await PostAsync(client, Messages("?"));
        using var streamed = await PostAsync(client, Messages("!"), "\"stream\": true");
        var events = await streamed.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        Assert.Contains("not numbers", (await ApiFixture.ErrorOfAsync(failed, Stop)).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, streamed.StatusCode);
        Assert.Contains("not numbers", events, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", events, StringComparison.Ordinal);
        foreach (var other in others)
        {
            using var response = await other;
            Assert.Equal(TinyTokenizer.Alphabet[..12], await AnswerAsync(response));
        }
    }

    [Fact]
    public async Task Post_TemplateThatLoopsForEver_IsTheModelsFault()
    {
        using var folder = Folder(Endless);
        // A plain question is rendered at load; a conversation is not.
        folder.Change("tokenizer_config.json", config => config["chat_template"] =
            "{% if messages | length > 3 %}{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}{% endif %}" + TinyTokenizer.ChatMl);
        await using var portal = await PortalFactory.StartAsync(modelFolder: folder.Path);
        using var client = portal.CreateClient();

        using var response = await PostAsync(
            client, """[{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}, {"role": "assistant", "content": "d"}, {"role": "user", "content": "e"}]""");
        using var plain = await PostAsync(client, Messages("Hi"), "\"max_tokens\": 3");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        var message = (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("message").GetString();
        Assert.Contains("chat template of the model is at fault, not the request", message, StringComparison.Ordinal);
        Assert.Equal("abc", await AnswerAsync(plain));
    }

    public static TheoryData<string, string, string> Hostile => new()
    {
        { "x", $"\"stop\": [{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"stop {i}\""))}]", "`stop` holds at most" },
        { "x", $"\"stop\": \"{new string('s', 1 << 20)}\"", "has 1048576" },
        { "x", Schema("""{"type": "string", "minLength": 5, "maxLength": 3}"""), "no JSON that satisfies it" },
        { "x", Schema("""{"enum": []}"""), "no JSON that satisfies it" },
        { "x", Schema("""{"allOf": [{"type": "string"}, {"type": "number"}]}"""), "no JSON that satisfies it" },
        { "x", Schema("""{"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}]}}}"""), "refers to itself without end" },
        { "x", Schema("""{"type": "string", "pattern": "((a{1000}){1000}){1000}"}"""), "too large" },
        { string.Concat(Enumerable.Repeat("word after word ", 62_500)), "\"seed\": 1", "holds 8192" },
        { new string('x', 1_000_000), "\"seed\": 1", "holds 8192" },
        { string.Concat(Enumerable.Repeat("\\n", 1_000_000)), "\"seed\": 1", "holds 8192" },
        { string.Concat(Enumerable.Repeat("<|im_end|>", 100_000)), "\"seed\": 1", "holds 8192" },
    };

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public async Task Post_HostileRequest_Is400WhileAnotherAnswers(string content, string fields, string reason)
    {
        using var folder = Folder(Endless);
        await using var portal = await PortalFactory.StartAsync(modelFolder: folder.Path);
        using var client = portal.CreateClient();
        var other = PostAsync(client, Messages("Hi"), "\"max_tokens\": 200");

        using var response = await PostAsync(client, Messages($"x{content}"), fields);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("message").GetString(), StringComparison.Ordinal);
        using var answered = await other;
        Assert.StartsWith(TinyTokenizer.Alphabet, await AnswerAsync(answered), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_TwoHundredAtOnce_RefusesExactlyTheOverflow()
    {
        const int room = 8 + 64;
        using var folder = Folder(Endless);
        await using var portal = await PortalFactory.StartAsync(modelFolder: folder.Path);
        using var client = portal.CreateClient();
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var all = Enumerable.Range(0, 200).Select(_ => PostAsync(client, Messages("Hi"), "\"stream\": true", leave.Token)).ToList();
        var refused = new List<HttpResponseMessage>();
        var open = all.ToList();
        while (refused.Count < all.Count - room)
        {
            var first = await Task.WhenAny(open);
            open.Remove(first);
            if ((await first).StatusCode != HttpStatusCode.OK)
                refused.Add(await first);
        }

        Assert.All(refused, response => Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode));
        Assert.All(refused, response => Assert.Equal("1", response.Headers.RetryAfter!.ToString()));
        Assert.Contains("64 requests wait", (await ApiFixture.ErrorOfAsync(refused[0], Stop)).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(open, answer => answer.IsCompletedSuccessfully && answer.Result.StatusCode == HttpStatusCode.TooManyRequests);
        await leave.CancelAsync();
    }

    private static TinyFolder Folder(TinyDecoder decoder)
    {
        var folder = new TinyFolder(decoder);
        File.WriteAllText(folder["help.json"], "[]");
        return folder;
    }

    private static string Messages(string content) => $$"""[{"role": "user", "content": "{{content}}"}]""";

    private static string Schema(string schema) =>
        $$"""
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {{schema}} } }
        """;

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string messages, string fields = "\"seed\": 1", CancellationToken? leave = null)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"model": "{{Model}}", "messages": {{messages}}, {{fields}} }""");
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave ?? Stop);
    }

    private static async Task<string?> AnswerAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        return body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
    }
}
