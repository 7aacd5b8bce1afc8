using LatencyPortal.Decoding;
using LatencyPortal.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LatencyPortal.Tests.Settings;

/// <summary>Local models as configuration gives them.</summary>
public sealed class LocalModelOptionsTests
{
    [Fact]
    public void Validate_CompleteSettings_AreAcceptedAndArrive()
    {
        var options = Read(
            ("LocalModels:0:Name", "phi-4"), ("LocalModels:0:Folder", "models/phi"), ("LocalModels:0:File", "onnx/model_q4.onnx"), ("LocalModels:0:Draft", "drafts/phi"),
            ("LocalModels:1:Name", "plain"), ("LocalModels:1:Folder", " /models/plain "), ("LocalModels:1:Draft", "None"),
            ("LocalModels:2:Name", "usual"), ("LocalModels:2:Folder", "/models/usual"), ("LocalModels:2:File", ""), ("LocalModels:2:Draft", ""),
            ("Decoding:Provider", "directml"), ("Decoding:DeviceId", "1"), ("Decoding:Threads", "4"), ("Decoding:MaxContextLength", "4096"), ("Decoding:MaxSequences", "2"),
            ("Decoding:KeyValueMegabytes", "4096"), ("Decoding:PrefixCacheMegabytes", "0"), ("Decoding:StallBudgetMs", "20"), ("Decoding:QueueCapacity", "5"));

        Assert.Empty(FaultsOf(options));
        var models = options.LocalModels.Select(model => model.ToConfig()).ToList();
        Assert.Equal(
            [(Path.GetFullPath("models/phi"), "onnx/model_q4.onnx", Path.GetFullPath("drafts/phi"), true), (Path.GetFullPath("/models/plain"), null, null, false), (Path.GetFullPath("/models/usual"), null, null, true)],
            models.Select(model => (model.Folder, model.File, model.DraftFolder, model.UseDraftModel)));
        Assert.All(models, model => Assert.False(model.Grounded));
        Assert.Equal(
            new DecodingOptions
            {
                Provider = ExecutionProvider.DirectML,
                DeviceId = 1,
                Threads = 4,
                MaxContextLength = 4096,
                MaxSequences = 2,
                KeyValueBytes = 4L << 30,
                PrefixCacheBytes = 0,
                StallBudget = TimeSpan.FromMilliseconds(20),
                QueueCapacity = 5,
            },
            options.Decoding.ToDecoding());
    }

    [Fact]
    public void Validate_NothingSet_KeepsTheDefaultsOfTheDecoder()
    {
        var options = Read();

        Assert.Empty(FaultsOf(options));
        Assert.Equal(new DecodingOptions(), options.Decoding.ToDecoding());
    }

    [Theory]
    [InlineData(null, "The model needs a name.")]
    [InlineData("portal-assistant", "taken by the portal itself")]
    [InlineData("auto", "taken by the portal itself")]
    [InlineData("Auto", "taken by the portal itself")]
    [InlineData("a/b", "lower-case letters")]
    [InlineData("phi\n", "lower-case letters")]
    [InlineData("other", "there are two local models named other.")]
    public void Validate_UnusableName_IsExplained(string? name, string says)
    {
        var options = Read(("LocalModels:0:Name", "other"), ("LocalModels:0:Folder", "/a"), ("LocalModels:1:Name", name), ("LocalModels:1:Folder", "/b"));

        var fault = Assert.Single(FaultsOf(options));

        Assert.StartsWith("LatencyPortal:LocalModels:1:Name: ", fault, StringComparison.Ordinal);
        Assert.Contains(says, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
    }

    [Theory]
    [InlineData("Folder", " ", "needs a folder")]
    [InlineData("Folder", "a\0b", "no path")]
    [InlineData("File", "/etc/model.onnx", "inside the model folder")]
    [InlineData("File", "../model.onnx", "inside the model folder")]
    [InlineData("File", "onnx\\..\\..\\model.onnx", "inside the model folder")]
    [InlineData("Draft", "a\0b", "no path")]
    public void Validate_UnusablePlace_IsExplained(string setting, string value, string says)
    {
        var options = Read(("LocalModels:0:Name", "phi"), ("LocalModels:0:Folder", "/a"), ($"LocalModels:0:{setting}", value));

        var fault = Assert.Single(FaultsOf(options));

        Assert.StartsWith($"LatencyPortal:LocalModels:0:{setting}: ", fault, StringComparison.Ordinal);
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Provider", "Gpu", "must be Auto, Cpu, DirectML or Cuda.")]
    [InlineData("Provider", "2", "must be Auto, Cpu, DirectML or Cuda.")]
    [InlineData("DeviceId", "-1", "must be a number from 0 to 63.")]
    [InlineData("Threads", "0", "must be a number from 1 to 512.")]
    [InlineData("MaxContextLength", "1", "must be a number from 2 to 1048576.")]
    [InlineData("MaxSequences", "257", "must be a number from 1 to 256.")]
    [InlineData("KeyValueMegabytes", "0", "must be a number from 1 to 1048576.")]
    [InlineData("PrefixCacheMegabytes", "-1", "must be a number from 0 to 1048576.")]
    [InlineData("StallBudgetMs", "0", "must be a number from 1 to 60000.")]
    [InlineData("QueueCapacity", "0", "must be a number from 1 to 100000.")]
    public void Validate_DecodingOutOfRange_IsExplained(string setting, string value, string says) =>
        Assert.Equal($"LatencyPortal:Decoding:{setting}: {says}", Assert.Single(FaultsOf(Read(($"Decoding:{setting}", value)))));

    /// <summary>Binds settings; of two for one key the last one counts.</summary>
    private static PortalOptions Read(params (string Setting, string? Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        foreach (var (setting, value) in settings)
            configuration[$"{PortalOptions.Section}:{setting}"] = value;
        var options = new PortalOptions { Data = "", Model = "" };
        configuration.GetSection(PortalOptions.Section).Bind(options);
        return options;
    }

    private static IEnumerable<string> FaultsOf(PortalOptions options) => new PortalOptionsValidator(new ConfigurationManager()).Validate(null, options).Failures ?? [];
}
