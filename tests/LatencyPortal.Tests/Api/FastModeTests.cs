using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LatencyPortal.Settings.FastModels;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>A model's fast sibling answers where it is asked for.</summary>
public sealed class FastModeTests : IAsyncLifetime
{
    private ScriptedEndpoint _endpoint = null!;
    private PortalFactory _portal = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await ScriptedEndpoint.StartAsync();
        _portal = await PortalFactory.StartAsync(
            _endpoint.BaseUrl,
            more: [("LatencyPortal:Endpoints:0:Models:1", "mini"), ("LatencyPortal:Endpoints:0:Models:2", "odd:fast")]);
        _http = _portal.CreateClient();
        await _portal.Services.GetRequiredService<FastModelStore>().SetAsync(PortalFactory.Model, "test/mini", Stop);
        await _portal.Services.GetRequiredService<FastModelStore>().SetAsync("test/mini", "test/gone", Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    [Theory]
    [InlineData("test/scripted", "\"fast\"", "mini")]
    [InlineData("test/scripted:fast", "null", "mini")]
    [InlineData("test/scripted:fast", "\"fast\"", "mini")]
    [InlineData("test/scripted", "\"standard\"", "scripted")]
    [InlineData("test/scripted", "null", "scripted")]
    [InlineData("test/odd:fast", "null", "odd:fast")]
    public async Task Post_Model_IsTheOneThatAnswers(string model, string speed, string expected)
    {
        using var response = await PostAsync(model, speed);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"test/{expected}", (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("model").GetString());
        Assert.Equal(expected, _endpoint.Requests[^1].Json.GetProperty("model").GetString());
        Assert.False(_endpoint.Requests[^1].Json.TryGetProperty("speed", out _));
    }

    [Theory]
    [InlineData("test/odd:fast", "\"fast\"", HttpStatusCode.BadRequest, "speed", "no_fast_model")]
    [InlineData("test/odd:fast:fast", "null", HttpStatusCode.BadRequest, "model", "no_fast_model")]
    [InlineData("test/none:fast", "null", HttpStatusCode.NotFound, "model", "model_not_found")]
    [InlineData("test/mini", "\"fast\"", HttpStatusCode.ServiceUnavailable, "model", "model_unavailable")]
    [InlineData("test/mini:fast", "null", HttpStatusCode.ServiceUnavailable, "model", "model_unavailable")]
    public async Task Post_NoSibling_IsRefused(string model, string speed, HttpStatusCode status, string param, string code)
    {
        using var response = await PostAsync(model, speed);

        Assert.Equal(status, response.StatusCode);
        var error = await ApiFixture.ErrorOfAsync(response, Stop);
        Assert.Equal((param, code), (error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
        if (code == "no_fast_model")
            Assert.Contains("Settings", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        if (code == "model_unavailable")
            Assert.StartsWith("The fast sibling `test/gone` of `test/mini` cannot be used now: ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test/scripted:fast", HttpStatusCode.OK)]
    [InlineData("test%2Fscripted:fast", HttpStatusCode.OK)]
    [InlineData("test/odd:fast", HttpStatusCode.OK)]
    [InlineData("test/odd:fast:fast", HttpStatusCode.NotFound)]
    public async Task GetModel_WithSuffix_IsTheSibling(string id, HttpStatusCode expected)
    {
        using var response = await _http.GetAsync(new Uri($"/v1/models/{id}", UriKind.Relative), Stop);

        Assert.Equal(expected, response.StatusCode);
        if (id.Contains("scripted", StringComparison.Ordinal))
            Assert.Equal("test/mini", (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString());
    }

    private Task<HttpResponseMessage> PostAsync(string model, string speed) => _http.PostAsync(
        new Uri("/v1/chat/completions", UriKind.Relative),
        new StringContent($$"""{"model": "{{model}}", "speed": {{speed}}, "messages": [{"role": "user", "content": "Hi"}]}""", Encoding.UTF8, "application/json"),
        Stop);
}
