using LatencyPortal.Security;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LatencyPortal.Tests.Security;

public sealed class BindingGuardTests
{
    [Theory]
    [InlineData("urls", "http://127.0.0.1:5080")]
    [InlineData("urls", "http://localhost:5080;http://[::1]:5080")]
    [InlineData("urls", "http://127.0.0.2:1")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:80")]
    public void Check_LoopbackOnly_IsAllowedWithoutKey(string key, string value) => Assert.Null(Check(key, value, null));

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("urls", "http://*:5080")]
    [InlineData("urls", "http://+:5080")]
    [InlineData("urls", "http://[::]:5080")]
    [InlineData("urls", "http://127.0.0.1:5080;http://192.168.1.4:5080")]
    [InlineData("urls", "http://portal.example:5080")]
    [InlineData("urls", "http://127.0.0.1.example:5080")]
    [InlineData("http_ports", "8080")]
    [InlineData("https_ports", "8443")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://*:80")]
    public void Check_OpenAddress_NeedsKey(string key, string value)
    {
        Assert.Contains("--access-key", Check(key, value, null), StringComparison.Ordinal);
        Assert.NotNull(Check(key, value, ""));
        Assert.Null(Check(key, value, "secret"));
    }

    private static string? Check(string key, string value, string? accessKey) => BindingGuard.Check(
        new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build(), accessKey);
}
