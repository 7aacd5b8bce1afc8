using LatencyPortal.Gateway.Providers;
using LatencyPortal.Gateway.Tests.Providers.Wire;

namespace LatencyPortal.Gateway.Tests.Providers;

public sealed class ModelListTests
{
    [Theory]
    [InlineData(ProviderKind.OpenAI, "/v1", "/v1/models", "Authorization", """{"data":[{"id":"a"},{"id":"b"},{"id":"a"}]}""")]
    [InlineData(ProviderKind.OpenAIResponses, "/v1/", "/v1/models", "Authorization", """[{"id":"a"},{"id":"b"}]""")]
    [InlineData(ProviderKind.Anthropic, "/", "/v1/models?limit=1000", "x-api-key", """{"data":[{"id":"a","type":"model"},{"id":"b"}],"has_more":false}""")]
    [InlineData(ProviderKind.Gemini, "/", "/v1beta/models?pageSize=1000", "x-goog-api-key", """{"models":[{"name":"models/a","supportedGenerationMethods":["generateContent"]},{"name":"models/e","supportedGenerationMethods":["embedContent"]},{"name":"models/b"}]}""")]
    [InlineData(ProviderKind.Ollama, "/v1", "/api/tags", "Authorization", """{"models":[{"name":"a","model":"a"},{"name":"b"}]}""")]
    public async Task ProbeAsync_EachKind_IsAskedInItsOwnWay(ProviderKind provider, string path, string target, string header, string list)
    {
        await using var fixture = await WireFixture.StartAsync(provider, path);
        fixture.Server.Enqueue(WireReply.Json(list));

        var probe = await fixture.Gateway.Gateway.ProbeAsync(fixture.Config, TestContext.Current.CancellationToken);

        Assert.Null(probe.Error);
        Assert.Equal(["a", "b"], probe.Models);
        Assert.Equal(("GET", target), (fixture.Request.Method, fixture.Request.Target));
        Assert.EndsWith(WireFixture.Key, fixture.Request.Headers[header], StringComparison.Ordinal);
        Assert.Equal(provider == ProviderKind.Anthropic, fixture.Request.Headers.ContainsKey("anthropic-version"));
    }

    [Fact]
    public async Task ProbeAsync_Bedrock_NamesModelsAndProfilesThatAnswerInText()
    {
        await using var fixture = await WireFixture.StartAsync(ProviderKind.Bedrock, "/");
        fixture.Server.Enqueue(WireReply.Json("""
            {"modelSummaries":[
              {"modelId":"amazon.nova-lite-v1:0","outputModalities":["TEXT"],"responseStreamingSupported":true,"inferenceTypesSupported":["ON_DEMAND"]},
              {"modelId":"anthropic.claude-opus-5-v1:0","outputModalities":["TEXT"],"responseStreamingSupported":true,"inferenceTypesSupported":["INFERENCE_PROFILE"]},
              {"modelId":"amazon.nova-canvas-v1:0","outputModalities":["IMAGE"],"inferenceTypesSupported":["ON_DEMAND"]},
              {"modelId":"cohere.embed-v4:0","outputModalities":["EMBEDDING"],"responseStreamingSupported":false},
              {"modelId":"unsaid"}]}
            """));
        fixture.Server.Enqueue(WireReply.Json("""
            {"inferenceProfileSummaries":[
              {"inferenceProfileId":"eu.anthropic.claude-opus-5-v1:0","models":[{"modelArn":"arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-opus-5-v1:0"}]},
              {"inferenceProfileId":"eu.cohere.embed-v4:0","models":[{"modelArn":"arn:aws:bedrock:eu-west-1::foundation-model/cohere.embed-v4:0"}]}]}
            """));

        var probe = await fixture.Gateway.Gateway.ProbeAsync(fixture.Config, TestContext.Current.CancellationToken);

        Assert.Null(probe.Error);
        Assert.Equal(["amazon.nova-lite-v1:0", "unsaid", "eu.anthropic.claude-opus-5-v1:0"], probe.Models);
        Assert.Equal(["/foundation-models", "/inference-profiles?maxResults=1000"], fixture.Server.Requests.Select(request => request.Target));
        Assert.All(fixture.Server.Requests, request => Assert.Equal("Bearer " + WireFixture.Key, request.Headers["Authorization"]));
    }

    [Fact]
    public async Task ProbeAsync_BedrockWithoutList_SaysToNameTheModels()
    {
        await using var fixture = await WireFixture.StartAsync(ProviderKind.Bedrock, "/");
        fixture.Server.Enqueue(WireReply.Json("{}", 404));

        var probe = await fixture.Gateway.Gateway.ProbeAsync(fixture.Config, TestContext.Current.CancellationToken);

        Assert.Contains("name the models by hand", probe.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://bedrock-runtime.eu-central-1.amazonaws.com", "https://bedrock.eu-central-1.amazonaws.com/foundation-models")]
    [InlineData("https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com/", "https://bedrock-fips.us-gov-west-1.amazonaws.com/foundation-models")]
    [InlineData("https://bedrock-runtime.us-east-1.api.aws", "https://bedrock.us-east-1.api.aws/foundation-models")]
    [InlineData("https://bedrock-runtime.us-east-1.amazonaws.com.evil.example", "https://bedrock-runtime.us-east-1.amazonaws.com.evil.example/foundation-models")]
    [InlineData("http://proxy:4000/bedrock/", "http://proxy:4000/bedrock/foundation-models")]
    public void ModelsAddress_Bedrock_IsBesideAwsOwnAndBelowAnyOther(string baseUrl, string expected) =>
        Assert.Equal(expected, BedrockModelList.ModelsAddress(new EndpointConfig { Name = "lab", BaseUrl = new Uri(baseUrl) }));

    [Theory]
    [InlineData(ProviderKind.Anthropic)]
    [InlineData(ProviderKind.Gemini)]
    [InlineData(ProviderKind.Ollama)]
    [InlineData(ProviderKind.Bedrock)]
    public async Task ProbeAsync_OtherJson_IsExplained(ProviderKind provider)
    {
        await using var fixture = await WireFixture.StartAsync(provider, "/");
        fixture.Server.Enqueue(WireReply.Json("""{"hello":1}"""));

        var probe = await fixture.Gateway.Gateway.ProbeAsync(fixture.Config, TestContext.Current.CancellationToken);

        Assert.Contains("not with a list of models", probe.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(WireFixture.Key, probe.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Presets_AreWhole()
    {
        Assert.Equal(ProviderPresets.All.Count, ProviderPresets.All.Select(preset => preset.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ProviderPresets.All, preset =>
        {
            var url = new Uri(preset.BaseUrl.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal));
            Assert.Equal(preset.NeedsKey, url.Scheme == Uri.UriSchemeHttps);
            Assert.Equal(preset.NeedsKey, preset.KeyVariable is not null);
            Assert.NotEmpty(preset.Hint);
        });
        Assert.Equal(Enum.GetValues<ProviderKind>(), ProviderPresets.All.Select(preset => preset.Kind).Distinct().Order());
    }
}
