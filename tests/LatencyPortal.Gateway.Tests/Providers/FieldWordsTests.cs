using System.Text.Json;
using LatencyPortal.Gateway.Providers;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class FieldWordsTests
{
    private const string All = """
        {"logprobs":true,"top_logprobs":2,"logit_bias":{"5":1},"top_k":40,"min_p":0.1,"repetition_penalty":1.1,"reasoning_effort":"low","verbosity":"low",
        "prediction":{"type":"content","content":"a"},"service_tier":"flex","user":"u1","safety_identifier":"s","metadata":{"a":"b"},"store":true,
        "prompt_cache_key":"k","prompt_cache_retention":"24h","web_search_options":{},"chat_template_kwargs":{"a":1},"thinking":{"type":"enabled"}}
        """;

    [Theory]
    [InlineData(ProviderKind.OpenAIResponses, """
        {"service_tier":"flex","user":"u1","safety_identifier":"s","metadata":{"a":"b"},"store":true,"prompt_cache_key":"k","prompt_cache_retention":"24h",
        "thinking":{"type":"enabled"},"text":{"verbosity":"low"}}
        """)]
    [InlineData(ProviderKind.Anthropic, """{"top_k":40,"thinking":{"type":"enabled"},"metadata":{"user_id":"u1"}}""")]
    [InlineData(ProviderKind.Gemini, """{"thinking":{"type":"enabled"},"generationConfig":{"topK":40}}""")]
    [InlineData(ProviderKind.Ollama, """{"thinking":{"type":"enabled"},"options":{"top_k":40,"min_p":0.1,"repeat_penalty":1.1}}""")]
    [InlineData(ProviderKind.Bedrock, """{"top_k":40,"thinking":{"type":"enabled"}}""")]
    [InlineData(ProviderKind.OpenAI, All)]
    public void FieldsOfChatCompletions_AreSaidInTheWordsOfTheFormat(ProviderKind format, string expected)
    {
        var said = JsonSerializer.SerializeToElement(FieldWords.In(format, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(All)!));

        Assert.True(JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(expected), said), said.GetRawText());
    }
}
