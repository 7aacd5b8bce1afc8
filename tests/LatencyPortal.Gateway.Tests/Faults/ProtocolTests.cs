using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LatencyPortal.Testing.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace LatencyPortal.Gateway.Tests.Faults;

/// <summary>Faults 16 and 17 below HTTP: certificates, protocols, addresses, connections that are closed at reuse.</summary>
public sealed class ProtocolTests
{
    /// <summary>SETTINGS and GOAWAY (NO_ERROR) of HTTP/2.</summary>
    private static readonly byte[] GoAway = [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public async Task Fault16_ExpiredCertificate_IsNotTrusted_SaysSo_AndTheOtherEndpointAnswers()
    {
        var reached = 0;
        await using var expired = await StartKestrelAsync(
            listen => listen.UseHttps(Expired()),
            _ => Interlocked.Increment(ref reached));
        await using var fleet = await FaultFleet.StartAsync(new UpstreamPlan());
        var url = AddressOf(expired);

        fleet.Apply(url);
        var alone = await fleet.ReadAsync();
        fleet.Apply(url, fleet.Upstreams[0].UrlOf(WireFormat.OpenAIChat));
        var both = await fleet.ReadAsync();

        Assert.Equal(ModelErrorKind.Unreachable, alone.Failure?.Kind);
        Assert.Contains("certificate", alone.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("has expired", alone.Failure.Message, StringComparison.Ordinal);
        Assert.Null(both.Failure);
        Assert.Equal(0, reached);
    }

    [Fact]
    public async Task Fault16_InformationalResponses_ArePassedOver()
    {
        await using var upstream = RawUpstream.Start(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" + RawUpstream.Answer);
        await using var fleet = await StartAsync(upstream);

        var answer = await fleet.ReadAsync();

        Assert.Equal(("Hi", null), (answer.Text, answer.Failure));
    }

    [Fact]
    public async Task Fault16_GoAwayOfHttp2_IsABrokenAnswer_AndTheOtherEndpointAnswers()
    {
        // The gateway asks in HTTP/1.1; what answers in HTTP/2 is a proxy gone wrong.
        await using var upstream = RawUpstream.Start(async (stream, _, stop) =>
        {
            await stream.WriteAsync(GoAway, stop);
            stream.Socket.Shutdown(SocketShutdown.Both);
        });
        await using var fleet = await FaultFleet.StartAsync(new UpstreamPlan());
        fleet.Apply(upstream.BaseUrl, fleet.Upstreams[0].UrlOf(WireFormat.OpenAIChat));

        var answer = await fleet.ReadAsync();

        Assert.Null(answer.Failure);
        Assert.Equal(1, upstream.Requests);
        fleet.Apply(upstream.BaseUrl);
        Assert.Equal(ModelErrorKind.BrokenStream, (await fleet.ReadAsync()).Failure?.Kind);
    }

    [Fact]
    public async Task Fault16_ServerThatSpeaksHttp2Alone_IsAClearError()
    {
        await using var server = await StartKestrelAsync(listen => listen.Protocols = HttpProtocols.Http2, _ => { });
        await using var fleet = await FaultFleet.StartAsync();
        fleet.Apply(AddressOf(server));

        var failure = (await fleet.ReadAsync()).Failure;

        Assert.NotNull(failure);
        Assert.Contains("Endpoint a", failure.Message, StringComparison.Ordinal);
        Assert.NotEqual(ModelErrorKind.WrongKey, failure.Kind);
    }

    [Fact]
    public async Task Fault16_Ipv6Only_IsAnswered_OrItsAbsenceIsTold()
    {
        await using var fleet = await FaultFleet.StartAsync();
        if (HasIpv6())
        {
            await using var upstream = RawUpstream.Start(RawUpstream.Answer, IPAddress.IPv6Loopback);
            Assert.Equal("[::1]", upstream.BaseUrl.Host);
            fleet.Apply(upstream.BaseUrl);

            Assert.Equal("Hi", (await fleet.ReadAsync()).Text);
            return;
        }

        // This machine has no IPv6: the least that can be held is that an address of it ends in a sentence.
        fleet.Apply(new Uri("http://[::1]:9/v1"));
        var failure = (await fleet.ReadAsync()).Failure;
        Assert.Equal(ModelErrorKind.Unreachable, failure?.Kind);
        Assert.Contains("[::1]", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault17_ClosedAtReuseWithoutAByte_IsRetriedOnce_OnANewConnection()
    {
        // HttpClient itself tries a request again when nothing of it was sent; here it has been sent, so the gateway does, as an attempt.
        await using var upstream = RawUpstream.Start(async (stream, number, stop) =>
        {
            if (number == 1)
                await stream.WriteAsync(Encoding.UTF8.GetBytes(RawUpstream.Answer), stop);
            else
                stream.Socket.Shutdown(SocketShutdown.Both);
        });
        await using var fleet = await StartAsync(upstream);
        var calls = 0;
        do
        {
            // A connection is kept a moment after the answer has ended: a call or two may come too early for it.
            var answer = await fleet.ReadAsync();
            Assert.Equal(("Hi", null), (answer.Text, answer.Failure));
            calls++;
        }
        while (upstream.Requests == calls && calls < 1000);

        Assert.Equal(calls + 1, upstream.Requests);
        var retries = (await fleet.Gateway.StoredAsync()).Where(record => record.Attempt == LatencyPortal.Telemetry.AttemptKind.Retry).ToList();
        var retry = Assert.Single(retries);
        Assert.Equal(LatencyPortal.Telemetry.RequestOutcome.Completed, retry.Outcome);
        Assert.Equal(0, (await fleet.Gateway.SummariseAsync()).Failed);
    }

    [Fact]
    public async Task Fault17_ClosedAtReuseAfterAToken_IsNotRetried()
    {
        const string Half = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 500\r\n\r\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Half\"}}]}\n\n";
        await using var upstream = RawUpstream.Start(async (stream, _, stop) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Half), stop);
            stream.Socket.Shutdown(SocketShutdown.Both);
        });
        await using var fleet = await StartAsync(upstream);

        var answer = await fleet.ReadAsync();

        Assert.Equal(("Half", ModelErrorKind.BrokenStream), (answer.Text, answer.Failure?.Kind));
        Assert.Equal(1, upstream.Requests);
    }

    private static async Task<FaultFleet> StartAsync(RawUpstream upstream)
    {
        var fleet = await FaultFleet.StartAsync();
        fleet.Apply(upstream.BaseUrl);
        return fleet;
    }

    private static bool HasIpv6()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static X509Certificate2 Expired()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(-1));
    }

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");

    private static async Task<WebApplication> StartKestrelAsync(Action<ListenOptions> configure, Action<int> reached)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, configure));
        var app = builder.Build();
        app.Run(_ =>
        {
            reached(1);
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
