using LatencyPortal.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LatencyPortal.Tests.Settings;

public sealed class EndpointRulesTests
{
    [Theory]
    [InlineData("ollama")]
    [InlineData("vllm-1.eu_west")]
    [InlineData("4090")]
    public void CheckName_UsableName_IsAccepted(string name) => Assert.Null(EndpointRules.CheckName(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Ollama")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("-a")]
    [InlineData("local")]
    [InlineData("portal-assistant")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void CheckName_UnusableName_IsExplained(string? name) => Assert.NotNull(EndpointRules.CheckName(name));

    [Theory]
    [InlineData("http://127.0.0.1:11434/v1")]
    [InlineData("https://api.openai.com/v1/")]
    [InlineData(" https://host/path ")]
    public void CheckBaseUrl_UsableUrl_IsAccepted(string url) => Assert.Null(EndpointRules.CheckBaseUrl(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("127.0.0.1:11434/v1")]
    [InlineData("ftp://host/v1")]
    [InlineData("http://user:secret@host/v1")]
    [InlineData("http://host/v1?key=secret")]
    [InlineData("http://host/v1/chat/completions")]
    public void CheckBaseUrl_UnusableUrl_IsExplained(string? url) => Assert.NotNull(EndpointRules.CheckBaseUrl(url));

    [Theory]
    [InlineData("https://api.openai.com/v1", true)]
    [InlineData("https://API.OpenAI.com/v1", true)]
    [InlineData("http://127.0.0.1:8000/v1", true)]
    [InlineData("https://openai.com/v1", false)]
    [InlineData("https://evilopenai.com/v1", false)]
    [InlineData("https://api.openai.com.evil.example/v1", false)]
    [InlineData("http://169.254.169.254/v1", false)]
    public void CheckHost_OnlyWhatIsNamed_IsAllowed(string url, bool allowed)
    {
        Assert.Equal(allowed, HostRules.Check(url, ["*.openai.com", "127.0.0.1"]) is null);
        Assert.Null(HostRules.Check(url, []));
    }

    [Fact]
    public void Validate_SeveralFaults_TellsAllOfThem()
    {
        var options = new PortalOptions { Data = "", Model = "" };
        options.Endpoints.Add(new EndpointOptions { Name = "a", BaseUrl = "nonsense" });
        options.Endpoints.Add(new EndpointOptions { Name = "a", BaseUrl = "http://h/v1" });
        options.Endpoints.Add(new EndpointOptions { BaseUrl = "http://h/v1" });

        var result = new PortalOptionsValidator(new ConfigurationManager()).Validate(null, options);

        Assert.Equal(3, result.Failures!.Count());
        Assert.Contains("LatencyPortal:Endpoints:0:BaseUrl", result.FailureMessage, StringComparison.Ordinal);
    }
}
