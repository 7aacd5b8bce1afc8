using System.Net;
using LatencyPortal.Tests.Shared;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace LatencyPortal.Tests.Chat.Hub;

/// <summary>Who may come in to the hub.</summary>
public sealed class ChatHubAccessTests
{
    private const string Key = "correct horse battery staple";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_WithAKey_NeedsItAsHeaderOrAccessToken()
    {
        await using var portal = await PortalFactory.StartAsync(accessKey: Key, onNetwork: true);
        using var http = portal.CreateClient();
        var address = http.BaseAddress!;

        await using (var client = new HubConnectionBuilder().WithUrl(
            new Uri(address, "hubs/chat"), HttpTransportType.WebSockets, options => options.AccessTokenProvider = () => Task.FromResult<string?>(Key)).Build())
        {
            await client.StartAsync(Stop);
            Assert.False(await client.InvokeAsync<bool>("Stop", Guid.NewGuid(), Stop));
        }

        foreach (var query in new[] { "", "?access_token=wrong", $"?access_token={Uri.EscapeDataString(Key)}" })
        {
            using var negotiated = await http.PostAsync($"/hubs/chat/negotiate{query}", null, Stop);
            Assert.Equal(query.Contains("horse", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, negotiated.StatusCode);
        }

        // Elsewhere a key does not belong into an address.
        using var models = await http.GetAsync($"/v1/models?access_token={Uri.EscapeDataString(Key)}", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, models.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("http://localhost:{0}", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:{0}", HttpStatusCode.OK)]
    [InlineData("https://127.0.0.1:{0}", HttpStatusCode.OK)]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task Connect_FromAPage_OnlyOfThePortalItself(string? origin, HttpStatusCode expected)
    {
        await using var portal = await PortalFactory.StartAsync(onNetwork: true);
        using var http = portal.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hubs/chat/negotiate");
        request.Headers.Host = $"127.0.0.1:{http.BaseAddress!.Port}";
        if (origin is not null)
            request.Headers.Add("Origin", string.Format(System.Globalization.CultureInfo.InvariantCulture, origin, http.BaseAddress.Port));

        using var response = await http.SendAsync(request, Stop);

        Assert.Equal(expected, response.StatusCode);
    }
}
