using LatencyPortal.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LatencyPortal.Tests.Settings;

public sealed class AttachmentOptionsTests
{
    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new AttachmentOptions();

        Assert.Equal((20L << 20, 32), (options.LargestFile, options.MostFiles));
    }

    [Theory]
    [InlineData("LargestFileMegabytes", "0", "must be a number from 1 to 200.")]
    [InlineData("LargestFileMegabytes", "201", "must be a number from 1 to 200.")]
    [InlineData("MostFiles", "0", "must be a number from 1 to 1000.")]
    public void Validate_OutOfRange_IsExplained(string setting, string value, string says)
    {
        var configuration = new ConfigurationManager { [$"LatencyPortal:Attachments:{setting}"] = value };
        var options = new PortalOptions { Data = "", Model = "" };
        configuration.GetSection(PortalOptions.Section).Bind(options);

        var result = new PortalOptionsValidator(configuration).Validate(null, options);

        Assert.Equal($"LatencyPortal:Attachments:{setting}: {says}", Assert.Single(result.Failures!));
    }
}
