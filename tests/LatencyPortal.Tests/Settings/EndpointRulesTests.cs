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

    [Theory]
    [InlineData("model-a, model-b", "model-a|model-b")]
    [InlineData("a;b\r\n c \n\n,a", "a|b|c")]
    [InlineData("hf.co/org/Model-GGUF:Q4_K_M", "hf.co/org/Model-GGUF:Q4_K_M")]
    [InlineData(" ,; \n", "")]
    public void ModelsOf_LinesCommasAndSemicolons_AreOneModelEach(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', EndpointRules.ModelsOf(text)));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData(" sk-Abc_123!~\n", null)]
    [InlineData(" sk-g\u00F6\u00F6d", "character 5 of 7")]
    [InlineData("sk-good\u200B", "character 8 of 8")]
    [InlineData("sk good", "character 3 of 7")]
    [InlineData("sk-\u0007", "character 4 of 4")]
    public void CheckKey_WhatNoHeaderHolds_IsNamedByItsPlaceAndNotTold(string? key, string? says)
    {
        var fault = EndpointRules.CheckKey(key);

        if (says is null)
        {
            Assert.Null(fault);
            return;
        }

        Assert.Contains(says, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("sk", fault, StringComparison.Ordinal);
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
