using System.Net;
using LatencyPortal.Tests.Shared;
using Xunit;

namespace LatencyPortal.Tests.Security;

public sealed class HostFilteringTests
{
    [Theory]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    public async Task WithoutAKey_OnlyNamesOfThisMachine(string host, HttpStatusCode expected)
    {
        await using var portal = await PortalFactory.StartAsync(onNetwork: true);

        Assert.Equal(expected, await GetAsync(portal, host));
    }

    [Fact]
    public async Task WithAKey_AnyName() => Assert.Equal(HttpStatusCode.Unauthorized, await WithKeyAsync());

    private static async Task<HttpStatusCode> WithKeyAsync()
    {
        await using var portal = await PortalFactory.StartAsync(accessKey: "key", onNetwork: true);
        return await GetAsync(portal, "portal.example");
    }

    private static async Task<HttpStatusCode> GetAsync(PortalFactory portal, string host)
    {
        using var client = portal.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Host = host;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
