using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LatencyPortal.Gateway.Providers;
using LatencyPortal.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LatencyPortal.Gateway.Tests.Providers;

/// <summary>The steps of a connection, measured against real servers on loopback.</summary>
public sealed class ConnectionMeterTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_OverTls_MeasuresEveryStep()
    {
        using var certificate = SelfSigned();
        await using var server = await StartSecureAsync(certificate);
        using var meter = new ConnectionMeter(Limit, TimeProvider.System, (_, given, _, _) => given?.GetCertHashString() == certificate.GetCertHashString());
        using var http = new HttpClient(meter, disposeHandler: false);

        Assert.Equal("hello", await http.GetStringAsync(AddressOf(server), Stop));

        var timing = meter.Timing;
        Assert.All([timing.LookupMs, timing.ConnectMs, timing.TlsMs, timing.FirstByteMs], ms => Assert.True(ms > 0));
        Assert.Equal(timing.LookupMs + timing.ConnectMs + timing.TlsMs + timing.FirstByteMs, timing.TotalMs);
        // A list in two parts is asked twice, and measured once.
        Assert.Equal("hello", await http.GetStringAsync(AddressOf(server), Stop));
        Assert.Equal(timing, meter.Timing);
    }

    [Fact]
    public async Task Get_CertificateThatNobodyTrusts_FailsAtTls()
    {
        using var certificate = SelfSigned();
        await using var server = await StartSecureAsync(certificate);
        using var meter = new ConnectionMeter(Limit, TimeProvider.System);
        using var http = new HttpClient(meter, disposeHandler: false);

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(AddressOf(server), Stop));

        Assert.True(failure.HttpRequestError == HttpRequestError.SecureConnectionError || failure.InnerException is AuthenticationException);
        Assert.NotNull(meter.Timing.ConnectMs);
        Assert.Equal((null, null, null), (meter.Timing.TlsMs, meter.Timing.FirstByteMs, meter.Timing.TotalMs));
    }

    [Fact]
    public async Task Measure_PlainHttpByAddress_HasNoLookupAndNoTls()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        await using var fixture = await Resilience.PoolFixture.StartAsync();

        var probe = await fixture.Gateway.MeasureAsync(new EndpointConfig { Name = "plain", BaseUrl = endpoint.BaseUrl }, Stop);

        Assert.Equal(["scripted"], probe.Models);
        Assert.Equal((null, null), (probe.Timing!.LookupMs, probe.Timing.TlsMs));
        Assert.True(probe.Timing.ConnectMs > 0 && probe.Timing.FirstByteMs > 0);
    }

    [Fact]
    public async Task Measure_Refusal_IsReachedAllTheSame()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        endpoint.ModelsScript = Script.Error(401, "Incorrect API key provided");
        await using var fixture = await Resilience.PoolFixture.StartAsync();

        var probe = await fixture.Gateway.MeasureAsync(new EndpointConfig { Name = "locked", BaseUrl = endpoint.BaseUrl, ApiKey = "sk" }, Stop);

        Assert.Equal(ModelErrorKind.WrongKey, probe.Kind);
        Assert.NotNull(probe.Timing!.FirstByteMs);
    }

    [Fact]
    public async Task Measure_NobodyThere_HasNoStepAndSaysWhy()
    {
        await using var fixture = await Resilience.PoolFixture.StartAsync();

        var probe = await fixture.Gateway.MeasureAsync(new EndpointConfig { Name = "nowhere", BaseUrl = new Uri("http://127.0.0.1:1/v1") }, Stop);

        Assert.Equal(ModelErrorKind.Unreachable, probe.Kind);
        Assert.Equal(new ConnectionTiming(null, null, null, null), probe.Timing);
        Assert.Contains("connection refused", probe.Error, StringComparison.Ordinal);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        // A server on Windows cannot use a key that lives in memory alone.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task<WebApplication> StartSecureAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificate);
        }));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync("hello"));
        await app.StartAsync(Stop);
        return app;
    }

    /// <summary>By name, so that there is something to look up.</summary>
    private static Uri AddressOf(WebApplication server) =>
        new UriBuilder(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) { Host = "localhost" }.Uri;
}
