using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LatencyPortal.Tests.Settings;

/// <summary>Pools, and what is new of endpoints, as configuration gives them.</summary>
public sealed class PoolOptionsTests
{
    [Fact]
    public void Validate_CompleteSettings_AreAcceptedAndArrive()
    {
        var options = Read(
            ("Pools:0:Name", "both"), ("Pools:0:Members:0", "one/m"), ("Pools:0:Members:1", " two/any "), ("Pools:0:Members:2", "portal-assistant"),
            ("Pools:0:Policy", "fastest"), ("Pools:0:Hedges", "true"), ("Pools:0:HedgeBudget", "0.1"));

        Assert.Empty(FaultsOf(options));
        var pool = options.Pools[0].ToConfig();
        Assert.Equal(["one/m", "two/any", "portal-assistant"], pool.Members);
        Assert.Equal((PoolPolicy.Fastest, true, 0.1), (pool.Policy, pool.Hedges, pool.HedgeBudget));
        var endpoint = options.Endpoints[1].ToConfig();
        Assert.Equal((ProviderKind.Anthropic, "eu-west"), (endpoint.Provider, endpoint.Region));
    }

    [Theory]
    [InlineData("Name", null, "The pool needs a name.")]
    [InlineData("Name", "a/b", "lower-case letters")]
    [InlineData("Name", "portal-assistant", "taken by the portal itself")]
    [InlineData("Name", "phi", "There is a model named phi already")]
    [InlineData("Name", "first", "there are two pools named first.")]
    [InlineData("Members:0", "three/m", "there is no endpoint three in the configuration.")]
    [InlineData("Members:0", "one/other", "the endpoint has no model other; it has m.")]
    [InlineData("Members:0", "nobody", "There is no model nobody in the configuration")]
    [InlineData("Members:0", "phi", "phi is a member twice.")]
    [InlineData("Policy", "Cheapest", "there are Order, Fastest, Affinity.")]
    [InlineData("Policy", "1", "there are Order, Fastest, Affinity.")]
    [InlineData("HedgeBudget", "1.5", "a share of the requests, 0 to 1")]
    public void Validate_UnusablePool_IsExplained(string setting, string? value, string says)
    {
        var options = Read(
            ("Pools:0:Name", "first"), ("Pools:0:Members:0", "one/m"),
            ("Pools:1:Name", "second"), ("Pools:1:Members:0", "one/m"), ("Pools:1:Members:1", "phi"), ($"Pools:1:{setting}", value));

        var fault = Assert.Single(FaultsOf(options));

        Assert.StartsWith($"LatencyPortal:Pools:1:{setting.Split(':')[0]}: ", fault, StringComparison.Ordinal);
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_PoolWithoutMembers_IsExplained() =>
        Assert.Contains("needs 1 to 64 members", Assert.Single(FaultsOf(Read(("Pools:0:Name", "empty")))), StringComparison.Ordinal);

    [Theory]
    [InlineData("Provider", "Bard", "there are OpenAI, OpenAIResponses, Anthropic, Gemini, Ollama, Bedrock.")]
    [InlineData("Region", "a region that takes far more than forty characters", "at most 40 characters")]
    public void Validate_UnusableEndpoint_IsExplained(string setting, string value, string says)
    {
        var fault = Assert.Single(FaultsOf(Read(($"Endpoints:0:{setting}", value))));

        Assert.StartsWith($"LatencyPortal:Endpoints:0:{setting}: ", fault, StringComparison.Ordinal);
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }

    /// <summary>Binds settings on top of two endpoints and a local model; of two for one key the last one counts.</summary>
    private static PortalOptions Read(params (string Setting, string? Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        (string Setting, string? Value)[] given =
        [
            ("Endpoints:0:Name", "one"), ("Endpoints:0:BaseUrl", "http://127.0.0.1:1/v1"), ("Endpoints:0:Models:0", "m"),
            ("Endpoints:1:Name", "two"), ("Endpoints:1:BaseUrl", "http://127.0.0.1:2"), ("Endpoints:1:Provider", "anthropic"), ("Endpoints:1:Region", " eu-west "),
            ("LocalModels:0:Name", "phi"), ("LocalModels:0:Folder", "/models/phi"),
        ];
        foreach (var (setting, value) in given.Concat(settings))
            configuration[$"{PortalOptions.Section}:{setting}"] = value;
        var options = new PortalOptions { Data = "", Model = "" };
        configuration.GetSection(PortalOptions.Section).Bind(options);
        return options;
    }

    private static IEnumerable<string> FaultsOf(PortalOptions options) => new PortalOptionsValidator(new ConfigurationManager()).Validate(null, options).Failures ?? [];
}
