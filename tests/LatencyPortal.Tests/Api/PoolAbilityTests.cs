using System.Net;
using System.Text;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>Tools and pictures for pools with the built-in model as a member.</summary>
public sealed class PoolAbilityTests : IAsyncLifetime
{
    private const string Tools = """ "tools": [{"type":"function","function":{"name":"weather"}}] """;

    private ScriptedEndpoint _endpoint = null!;
    private PortalFactory _portal = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await ScriptedEndpoint.StartAsync();
        _portal = await PortalFactory.StartAsync(
            _endpoint.BaseUrl, onNetwork: true, builtInModel: true, more:
            [
                ("LatencyPortal:Pools:0:Name", "mixed"), ("LatencyPortal:Pools:0:Members:0", "portal-assistant"), ("LatencyPortal:Pools:0:Members:1", "test/scripted"),
                ("LatencyPortal:Pools:1:Name", "inside"), ("LatencyPortal:Pools:1:Members:0", "portal-assistant"),
            ]);
        _http = _portal.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task Tools_PassTheLocalMemberOver_AndAreRefusedWhereNobodyElseIs_AsByTheModelItself()
    {
        using var mixed = await PostAsync("mixed", Tools);
        using var inside = await PostAsync("inside", Tools);
        using var alone = await PostAsync("portal-assistant", Tools);

        Assert.Equal(HttpStatusCode.OK, mixed.StatusCode);
        Assert.True(_endpoint.Requests[0].Json.TryGetProperty("tools", out _));
        var (refusal, same) = (await ApiFixture.ErrorOfAsync(inside, Stop), await ApiFixture.ErrorOfAsync(alone, Stop));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (inside.StatusCode, alone.StatusCode));
        Assert.Equal(
            same.GetRawText().Replace("portal-assistant", "inside", StringComparison.Ordinal), refusal.GetRawText());
        Assert.Equal("unsupported_parameter", refusal.GetProperty("code").GetString());
        Assert.Single(_endpoint.Requests);
    }

    private Task<HttpResponseMessage> PostAsync(string model, string fields) => _http.PostAsync(
        new Uri("/v1/chat/completions", UriKind.Relative),
        new StringContent($$"""{"model": "{{model}}", "messages": [{"role": "user", "content": "Hi"}], {{fields}}}""", Encoding.UTF8, "application/json"),
        Stop);
}
