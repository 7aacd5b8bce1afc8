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

    [Theory]
    [InlineData(ProviderKind.Anthropic)]
    [InlineData(ProviderKind.Gemini)]
    [InlineData(ProviderKind.Ollama)]
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
            var url = new Uri(preset.BaseUrl.Replace("<RESOURCE>", "resource", StringComparison.Ordinal));
            Assert.Equal(preset.NeedsKey, url.Scheme == Uri.UriSchemeHttps);
            Assert.Equal(preset.NeedsKey, preset.KeyVariable is not null);
            Assert.NotEmpty(preset.Hint);
        });
        Assert.Equal(Enum.GetValues<ProviderKind>(), ProviderPresets.All.Select(preset => preset.Kind).Distinct().Order());
    }
}
