using System.Net;
using System.Net.Http.Headers;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Api;

/// <summary>An access key guards the API; health stays open but tells strangers no reasons.</summary>
public sealed class AccessKeyTests
{
    private const string Key = "correct horse battery staple";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Send_MissingOrWrongKey_Is401InOpenAIsForm(string? key)
    {
        await using var portal = await PortalFactory.StartAsync(accessKey: Key);
        using var client = portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);

        foreach (var address in (string[])["/v1/models", "/v1/none"])
        {
            using var response = await client.GetAsync(address, Stop);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("invalid_api_key", (await ApiFixture.ErrorOfAsync(response, Stop)).GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Send_RightKey_IsServed()
    {
        await using var portal = await PortalFactory.StartAsync(accessKey: Key);
        using var client = portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);

        using var response = await client.GetAsync("/v1/models", Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Health_Stranger_IsAnsweredWithoutReasons()
    {
        await using var portal = await PortalFactory.StartAsync(accessKey: Key);
        using var client = portal.CreateClient();

        Assert.Equal("""{"status":"ok"}""", await client.GetStringAsync("/healthz", Stop));
        using var ready = await client.GetAsync("/readyz", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.DoesNotContain(portal.Data, await ready.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }
}
