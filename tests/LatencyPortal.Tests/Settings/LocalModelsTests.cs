using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Settings;

/// <summary>Local models of the configuration in the portal as it starts.</summary>
public sealed class LocalModelsTests
{
    /// <summary>What no usual build for this system contains.</summary>
    private static string MissingProvider => OperatingSystem.IsWindows() ? "Cuda" : "DirectML";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_ConfiguredFolders_AreLoadedWithTheConfiguredOptions()
    {
        await using var portal = await PortalFactory.StartAsync(builtInModel: true, more:
        [
            ("LatencyPortal:LocalModels:0:Name", "second"),
            ("LatencyPortal:LocalModels:0:Folder", PortalFactory.BuiltInModel),
            ("LatencyPortal:LocalModels:0:Draft", "none"),
            ("LatencyPortal:Decoding:MaxContextLength", "512"),
            ("LatencyPortal:Decoding:PrefixCacheMegabytes", "3"),
            ("LatencyPortal:Decoding:Provider", MissingProvider),
        ]);

        var models = portal.Services.GetRequiredService<ModelGateway>().Models;

        Assert.Equal(["portal-assistant", "second"], models.Select(model => model.Id));
        Assert.All(models, model =>
        {
            Assert.Null(model.Problem);
            Assert.Equal((512, 3 << 20), (model.ContextLength, model.Facts!.Details.Memory.PrefixCache));
        });
        Assert.All(models, model => Assert.Contains(MissingProvider, model.Facts!.Notices[0], StringComparison.Ordinal));
        Assert.Equal([true, false], models.Select(model => model.Facts!.HasDraftModel));
    }

    [Fact]
    public async Task Start_BrokenFolder_IsListedWithItsProblemUntilItIsMended()
    {
        var folder = Directory.CreateTempSubdirectory("model-");
        await using (var portal = await PortalFactory.StartAsync(builtInModel: true, more:
        [
            ("LatencyPortal:LocalModels:0:Name", "broken"),
            ("LatencyPortal:LocalModels:0:Folder", folder.FullName),
        ]))
        {
            var gateway = portal.Services.GetRequiredService<ModelGateway>();
            Assert.True(gateway.TryGet("portal-assistant", out _));
            Assert.Contains(folder.FullName, gateway.Models[1].Problem, StringComparison.Ordinal);

            foreach (var file in Directory.GetFiles(PortalFactory.BuiltInModel))
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            await portal.Services.GetRequiredService<EndpointStore>().ReapplyAsync(Stop);

            Assert.True(gateway.TryGet("broken", out var mended));
            Assert.False(mended.Description.Facts!.HasDraftModel);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AskOpen_EndpointStaysSilent_LoadsNothingAgain()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync();
        var store = portal.Services.GetRequiredService<EndpointStore>();
        endpoint.ModelsScript = Script.Error(500, "starting");
        Assert.Null(await store.SaveAsync(new EndpointEdit("slow", endpoint.BaseUrl.ToString(), null, []), Stop));
        var applied = 0;
        store.Changed += () => applied++;

        await store.AskOpenAsync(Stop);
        Assert.Equal(0, applied);
        endpoint.ModelsScript = Script.Error(401, "locked");
        await store.AskOpenAsync(Stop);

        Assert.NotEqual(0, applied);
    }
}
