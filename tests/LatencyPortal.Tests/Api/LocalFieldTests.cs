using System.Net;
using System.Text;
using System.Text.Json;
using OpenAI.Chat;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>Fields that the built-in model follows.</summary>
public sealed class LocalFieldTests(AssistantFixture portal) : IClassFixture<AssistantFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\"logit_bias\": [1]", "logit_bias")]
    [InlineData("\"logit_bias\": {\"word\": 1}", "logit_bias")]
    [InlineData("\"logit_bias\": {\"-1\": 1}", "logit_bias")]
    [InlineData("\"logit_bias\": {\"\\ud800\": 1}", "logit_bias")]
    [InlineData("\"logit_bias\": {\"7\": null}", "logit_bias.7")]
    [InlineData("\"logit_bias\": {\"99999999999\": 1}", "logit_bias")]
    [InlineData("\"logit_bias\": {\"7\": 101}", "logit_bias.7")]
    [InlineData("\"logit_bias\": {\"7\": \"x\"}", "logit_bias.7")]
    [InlineData("\"top_k\": -2", "top_k")]
    [InlineData("\"top_k\": 1.5", "top_k")]
    [InlineData("\"min_p\": 1.1", "min_p")]
    [InlineData("\"repetition_penalty\": 0", "repetition_penalty")]
    [InlineData("\"repetition_penalty\": \"x\"", "repetition_penalty")]
    [InlineData("\"tools\": [{\"type\": \"function\"}]", "tools")]
    [InlineData("\"tool_choice\": \"required\"", "tool_choice")]
    [InlineData("\"reasoning_effort\": \"extreme\"", "reasoning_effort")]
    [InlineData("\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"https://x/y.png\"}}]}]", "messages[0].content[0].type")]
    [InlineData("\"messages\": [{\"role\": \"tool\", \"tool_call_id\": \"c\", \"content\": \"x\"}]", "messages[0].role")]
    [InlineData("\"messages\": [{\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"c\"}]}]", "messages[0].tool_calls")]
    public async Task Post_BadField_Is400AndNamesIt(string fields, string param)
    {
        using var response = await portal.PostAsync(fields, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(param, (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("param").GetString());
    }

    [Fact]
    public async Task Post_TokenIdThatTheModelLacks_Is400()
    {
        using var response = await portal.PostAsync("\"logit_bias\": {\"2000000\": 1}", Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("logit_bias", (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_TooManyBiases_Is400()
    {
        using var response = await portal.PostAsync(
            $"\"logit_bias\": {{{string.Join(", ", Enumerable.Range(0, 2000).Select(id => $"\"{id}\": 1"))}}}", Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Post_Logprobs_ComeInOpenAIsForm()
    {
        var answer = await portal.AskAsync("\"max_tokens\": 12, \"logprobs\": true, \"top_logprobs\": 3", Stop);

        var choice = answer.GetProperty("choices")[0];
        var logprobs = choice.GetProperty("logprobs");
        Assert.Equal(["content", "refusal"], logprobs.EnumerateObject().Select(field => field.Name));
        var tokens = logprobs.GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(12, tokens.Count);
        Assert.Equal(choice.GetProperty("message").GetProperty("content").GetString(), Encoding.UTF8.GetString(BytesOf(tokens)));
        Assert.All(tokens, token =>
        {
            Assert.Equal(["token", "logprob", "bytes", "top_logprobs"], token.EnumerateObject().Select(field => field.Name));
            var top = token.GetProperty("top_logprobs").EnumerateArray().Select(one => one.GetProperty("logprob").GetDouble()).ToList();
            Assert.Equal(3, top.Count);
            Assert.Equal(top.OrderDescending(), top);
            // Greedy: the answer takes the likeliest.
            Assert.Equal(top[0], token.GetProperty("logprob").GetDouble());
            Assert.InRange(top.Sum(Math.Exp), 0, 1.0001);
        });
    }

    [Fact]
    public async Task Post_LogprobsInAStream_AreThoseOfTheWholeAnswer()
    {
        var whole = await portal.AskAsync("\"max_tokens\": 20, \"logprobs\": true", Stop);
        using var response = await portal.PostAsync("\"max_tokens\": 20, \"logprobs\": true, \"stream\": true", Stop);
        var lines = (await response.Content.ReadAsStringAsync(Stop)).Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal));
        var choices = lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line[6..]).GetProperty("choices")[0]).ToList();

        var streamed = choices.Select(choice => choice.GetProperty("logprobs")).Where(logprobs => logprobs.ValueKind == JsonValueKind.Object)
            .SelectMany(logprobs => logprobs.GetProperty("content").EnumerateArray()).ToList();
        var expected = whole.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(Tokens(expected), Tokens(streamed));
        Assert.All(streamed, token => Assert.Empty(token.GetProperty("top_logprobs").EnumerateArray()));
        Assert.Equal(string.Concat(choices.Select(ContentOf)), Encoding.UTF8.GetString(BytesOf(streamed)));
    }

    [Fact]
    public async Task Post_SeveralAnswers_HaveSeedsOfTheirOwn()
    {
        const string fields = "\"max_tokens\": 24, \"temperature\": 2, \"seed\": 7";
        var one = await portal.AskAsync(fields, Stop);
        var four = await portal.AskAsync($"{fields}, \"n\": 4", Stop);

        var texts = four.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("message").GetProperty("content").GetString()).ToList();
        Assert.Equal(4, texts.Count);
        Assert.Equal(TextOf(one), texts[0]);
        Assert.True(texts.Distinct().Count() > 1);
    }

    [Fact]
    public async Task Post_FieldsOfOtherServers_ChangeNothing()
    {
        var plain = await portal.AskAsync("\"max_tokens\": 16", Stop);
        var same = await portal.AskAsync(
            "\"max_tokens\": 16, \"reasoning_effort\": \"low\", \"prediction\": {\"type\": \"content\", \"content\": \"x\"}, \"service_tier\": \"auto\", \"tools\": [], \"tool_choice\": \"auto\", \"store\": true", Stop);

        Assert.Equal(TextOf(plain), TextOf(same));
    }

    [Fact]
    public async Task Post_NoLogprobsWanted_GivesNull()
    {
        var answer = await portal.AskAsync("\"max_tokens\": 2, \"logprobs\": false", Stop);

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("choices")[0].GetProperty("logprobs").ValueKind);
    }

    [Fact]
    public async Task CompleteChat_OfficialClient_ReadsLogprobs()
    {
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 5, IncludeLogProbabilities = true, TopLogProbabilityCount = 2 };

        ChatCompletion answer = await portal.OpenAI.GetChatClient(AssistantFixture.Model).CompleteChatAsync([new UserChatMessage("What is TTFT?")], options, Stop);

        Assert.Equal(5, answer.ContentTokenLogProbabilities.Count);
        Assert.All(answer.ContentTokenLogProbabilities, token =>
        {
            Assert.Equal(2, token.TopLogProbabilities.Count);
            Assert.Equal(token.Token, Encoding.UTF8.GetString(token.Utf8Bytes!.Value.Span));
        });
    }

    [Fact]
    public async Task Post_LogitBias_BansATokenAndForcesAnother()
    {
        // Ids are not told by the API, so the answer of a hard bias on one id shows what it spells.
        var forced = await portal.AskAsync("\"max_tokens\": 3, \"logit_bias\": {\"300\": 100}", Stop);
        var banned = await portal.AskAsync("\"max_tokens\": 3, \"logit_bias\": {\"300\": -100}", Stop);

        var (first, second) = (TextOf(forced), TextOf(banned));
        Assert.NotEqual(second, first);
        Assert.Equal(first, string.Concat(Enumerable.Repeat(first[..(first.Length / 3)], 3)));
    }

    [Theory]
    [InlineData("\"top_k\": 1")]
    [InlineData("\"min_p\": 1")]
    public async Task Post_HardTruncation_TakesTheLikeliestAtAnyTemperature(string field)
    {
        var greedy = await portal.AskAsync("\"max_tokens\": 16, \"temperature\": 0", Stop);
        var drawn = await portal.AskAsync($"\"max_tokens\": 16, \"temperature\": 2, \"seed\": 3, {field}", Stop);

        Assert.Equal(TextOf(greedy), TextOf(drawn));
    }

    [Fact]
    public async Task Post_ValuesThatChangeNothing_AreFine()
    {
        var plain = await portal.AskAsync("\"max_tokens\": 16", Stop);
        var same = await portal.AskAsync("\"max_tokens\": 16, \"top_k\": -1, \"min_p\": 0, \"repetition_penalty\": 1, \"logit_bias\": {}, \"top_logprobs\": null", Stop);

        Assert.Equal(TextOf(plain), TextOf(same));
    }

    [Fact]
    public async Task Post_RepetitionPenalty_ChangesTheAnswer()
    {
        var plain = await portal.AskAsync("\"max_tokens\": 40", Stop);
        var penalised = await portal.AskAsync("\"max_tokens\": 40, \"repetition_penalty\": 10", Stop);

        Assert.NotEqual(TextOf(plain), TextOf(penalised));
    }

    private static string TextOf(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private static string? ContentOf(JsonElement choice) =>
        choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null;

    private static IEnumerable<string?> Tokens(IEnumerable<JsonElement> tokens) => tokens.Select(token => token.GetProperty("token").GetString());

    private static byte[] BytesOf(IEnumerable<JsonElement> tokens) =>
        [.. tokens.SelectMany(token => token.GetProperty("bytes").EnumerateArray()).Select(value => value.GetByte())];
}
