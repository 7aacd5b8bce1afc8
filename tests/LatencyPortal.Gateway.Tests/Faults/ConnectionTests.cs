using System.Net.NetworkInformation;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Testing.Upstream;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Faults 16 and 17: what HTTP itself may do.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task Fault16_Redirect_IsNotFollowedAndTheKeyStays()
    {
        await using var other = await FaultyUpstream.StartAsync(new UpstreamPlan());
        await using var fixture = await FaultFixture.StartAsync(
            new Fault(FaultKind.Redirect) { Text = other.UrlOf(WireFormat.OpenAIChat) + "/chat/completions" });

        var answer = await fixture.ReadAsync();

        Assert.Equal((ModelErrorKind.ProviderError, 307), (answer.Failure?.Kind, answer.Failure?.StatusCode));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Fault16_Gzip_IsReadAsItComes()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.Gzip), new Fault(FaultKind.Stall) { AfterTokens = 4 });

        var answer = await fixture.ReadThroughSilenceAsync(TestContext.Current.CancellationToken);

        // Tokens come out of the decompressor before the stream has ended.
        Assert.Equal(fixture.Upstream.Requests[0].TextSent, answer.Text);
        Assert.NotEmpty(answer.Text);
    }

    [Fact]
    public async Task Fault16_GzipToTheEnd_IsCompleted()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.Gzip));

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, null), (answer.Text, answer.Failure));
        Assert.Equal(16, answer.Record.OutputTokens);
    }

    [Fact]
    public async Task Fault16_Brotli_IsReadAsItComes()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.Brotli), new Fault(FaultKind.Stall) { AfterTokens = 4 });

        var answer = await fixture.ReadThroughSilenceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(fixture.Upstream.Requests[0].TextSent, answer.Text);
        Assert.NotEmpty(answer.Text);
    }

    [Fact]
    public async Task Fault16_Zstandard_WhichDotNetCannotRead_SaysSo()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.Zstandard));

        var failure = (await fixture.ReadAsync()).Failure;

        Assert.Equal(ModelErrorKind.ProviderError, failure?.Kind);
        Assert.Contains("compressed as zstd", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault16_ProxyThatHoldsTheAnswerBack_GivesNoPace()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.ManyInOneWrite) { Size = 1000 });

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, null), (answer.Text, answer.Failure));
        Assert.Equal((16, null, null), (answer.Record.OutputTokens, answer.Record.TimePerOutputToken, answer.Record.LongestGapMs));
    }

    [Fact]
    public void Fault16_Connections_AreLeftAfterAWhile_SoThatNewAddressesAreFound()
    {
        using var connections = EndpointHandler.Connections(new GatewayOptions());

        Assert.InRange(connections.PooledConnectionLifetime, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));
        Assert.False(connections.AllowAutoRedirect);
    }

    [Theory]
    [InlineData(FaultKind.WebPage, null)]
    [InlineData(FaultKind.WrongContentType, "text/html")]
    public async Task Fault16_WebPage_SaysToCheckTheAddress(FaultKind kind, string? contentType)
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(kind) { Text = contentType });

        var failure = (await fixture.ReadAsync()).Failure;

        Assert.Equal(ModelErrorKind.ProviderError, failure?.Kind);
        Assert.Contains("a web page", failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    public async Task Fault16_GoodStreamUnderAWrongName_IsRead(string contentType)
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.WrongContentType) { Text = contentType });

        var answer = await fixture.ReadAsync();

        Assert.Equal((fixture.Upstream.Requests[0].TextSent, null), (answer.Text, answer.Failure));
    }

    [Fact]
    public async Task Fault17_ClosedWhileIdle_NextCallConnectsAnew()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.CloseWhenIdle));

        for (var i = 0; i < 5; i++)
        {
            Assert.Null((await fixture.ReadAsync()).Failure);
            // Only when the close has reached this side the connection is idle and closed, not closed at reuse.
            while (IsConnectedTo(fixture.Upstream.Address.Port))
                await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Equal(5, fixture.Upstream.Requests.Count);
        Assert.All(fixture.Upstream.Requests, request => Assert.False(request.ConnectionReused));
    }

    [Fact]
    public async Task Fault17_ClosedAtReuseAfterTheRequestWasSent_IsNotSentTwice()
    {
        await using var fixture = await FaultFixture.StartAsync(new Fault(FaultKind.CloseAtReuse));
        var calls = 0;
        GatewayFixture.Answer answer;
        do
        {
            // A connection is kept a moment after the answer has ended: a call or two may come too early for it.
            answer = await fixture.ReadAsync();
            calls++;
        }
        while (answer.Failure is null && calls < 1000);

        // The request had arrived: a model that is paid for may have begun.
        Assert.True(fixture.Upstream.Requests[^1].ConnectionReused);
        Assert.Equal(calls, fixture.Upstream.Requests.Count);
        Assert.Equal(ModelErrorKind.BrokenStream, answer.Failure?.Kind);
        Assert.Null((await fixture.ReadAsync()).Failure);
    }

    private static bool IsConnectedTo(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Any(connection => connection.RemoteEndPoint.Port == port && connection.State == TcpState.Established);
}
