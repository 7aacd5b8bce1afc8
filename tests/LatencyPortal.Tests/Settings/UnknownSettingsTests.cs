using LatencyPortal.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LatencyPortal.Tests.Settings;

public sealed class UnknownSettingsTests
{
    [Theory]
    [InlineData("LatencyPortal:Dta")]
    [InlineData("LatencyPortal:Decoding:Thredas")]
    [InlineData("LatencyPortal:Attachments:MostFile")]
    [InlineData("LatencyPortal:Endpoints:0:BaseAdress")]
    [InlineData("LatencyPortal:LocalModels:1:Folders")]
    public void In_SettingThatNothingReads_IsNamedWithTheKnownOnes(string setting)
    {
        var fault = Assert.Single(UnknownSettings.In(Configuration(setting)));

        Assert.StartsWith($"{setting}: there is no such setting; there are ", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LatencyPortal:Data")]
    [InlineData("LatencyPortal:decoding:threads")]
    [InlineData("LatencyPortal:Endpoints:0:BaseUrl")]
    [InlineData("LatencyPortal:Endpoints:0:Models:0")]
    [InlineData("LatencyPortal:LocalModels:1:Draft")]
    [InlineData("Logging:LogLevel:Default")]
    public void In_SettingThatIsRead_IsNoFault(string setting) => Assert.Empty(UnknownSettings.In(Configuration(setting)));

    private static ConfigurationManager Configuration(string setting) => new() { [setting] = "1" };
}
