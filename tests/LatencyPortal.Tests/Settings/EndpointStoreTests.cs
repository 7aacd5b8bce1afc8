using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Settings;
using LatencyPortal.Testing;
using LatencyPortal.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LatencyPortal.Tests.Settings;

public sealed class EndpointStoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_OtherServerWithoutItsKey_IsRefusedAndSendsNothing()
    {
        await using var first = await ScriptedEndpoint.StartAsync();
        await using var other = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync();
        var store = portal.Services.GetRequiredService<EndpointStore>();
        Assert.Null(await store.SaveAsync(new EndpointEdit("mine", first.BaseUrl.ToString(), "secret", []), Stop));

        var fault = await store.SaveAsync(new EndpointEdit("mine", other.BaseUrl.ToString(), null, []), Stop);

        Assert.Contains("Enter the key for the new address", fault, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
        Assert.Equal(first.BaseUrl.ToString(), Assert.Single(await store.ListAsync(Stop)).BaseUrl);
        // With its own key, or with none, the address may change.
        Assert.Null(await store.SaveAsync(new EndpointEdit("mine", other.BaseUrl.ToString(), "", []), Stop));
    }

    [Fact]
    public async Task KeyThatNoHeaderHolds_IsNotSavedAndNotTried()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync();
        var store = portal.Services.GetRequiredService<EndpointStore>();
        var edit = new EndpointEdit("mine", endpoint.BaseUrl.ToString(), "sk-g\u00F6\u00F6d", ["m"]);

        Assert.Contains("character 5 of 7", await store.SaveAsync(edit, Stop), StringComparison.Ordinal);
        Assert.Contains("character 5 of 7", (await store.DraftAsync(edit, Stop)).Fault, StringComparison.Ordinal);
        Assert.Empty(await store.ListAsync(Stop));
        Assert.Null(await store.SaveAsync(edit with { NewKey = " sk-good\n" }, Stop));
        Assert.Equal("sk-good", Assert.Single(await store.EndpointsAsync(Stop)).ApiKey);
    }

    [Fact]
    public async Task HostThatIsNotAllowed_IsNotSaved_NotTriedAndNotCalled()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync(more: [("LatencyPortal:EndpointHosts:0", "*.example.com")]);
        var store = portal.Services.GetRequiredService<EndpointStore>();
        var edit = new EndpointEdit("mine", endpoint.BaseUrl.ToString(), "secret", ["m"]);
        // As if it had been entered before the hosts were named.
        await using (var database = await portal.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Stop))
        {
            database.Endpoints.Add(new EndpointRow { Name = "before", BaseUrl = endpoint.BaseUrl.ToString(), ModelsJson = "[\"m\"]" });
            await database.SaveChangesAsync(Stop);
        }

        await store.ApplyAsync(Stop);

        Assert.Contains("is not allowed here", await store.SaveAsync(edit, Stop), StringComparison.Ordinal);
        Assert.Contains("is not allowed here", (await store.DraftAsync(edit, Stop)).Fault, StringComparison.Ordinal);
        Assert.Contains("is not allowed here", Assert.Single(await store.ListAsync(Stop)).Problem, StringComparison.Ordinal);
        Assert.Empty(await store.EndpointsAsync(Stop));
        Assert.DoesNotContain(portal.Services.GetRequiredService<ModelGateway>().Models, model => model.Id == "before/m");
    }

    [Fact]
    public async Task Save_AnotherEndpointIsSilent_TakesNoModelAway()
    {
        await using var lists = await ScriptedEndpoint.StartAsync();
        await using var silent = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync();
        var store = portal.Services.GetRequiredService<EndpointStore>();
        var gateway = portal.Services.GetRequiredService<ModelGateway>();
        lists.Models = ["a", "b"];
        Assert.Null(await store.SaveAsync(new EndpointEdit("lists", lists.BaseUrl.ToString(), null, []), Stop));
        var gate = new Gate();
        silent.ModelsScript = Script.Status(200).Wait(gate).Raw("{\"data\": [{\"id\": \"late\"}]}");

        var saving = store.SaveAsync(new EndpointEdit("silent", silent.BaseUrl.ToString(), null, []), Stop);

        Assert.Contains(gateway.Models, model => model.Id == "lists/a");
        gate.Open();
        Assert.Null(await saving);
        Assert.Contains(gateway.Models, model => model.Id == "lists/b");
        Assert.Contains(gateway.Models, model => model.Id == "silent/late");
    }

    [Fact]
    public async Task AskOpen_EndpointThatWasDown_FindsItsModelsLater()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        await using var portal = await PortalFactory.StartAsync();
        var store = portal.Services.GetRequiredService<EndpointStore>();
        var gateway = portal.Services.GetRequiredService<ModelGateway>();
        endpoint.ModelsScript = Script.Error(500, "starting");
        Assert.Null(await store.SaveAsync(new EndpointEdit("slow", endpoint.BaseUrl.ToString(), null, []), Stop));
        Assert.Contains("failed (500)", Assert.Single(await store.ListAsync(Stop)).Problem, StringComparison.Ordinal);

        endpoint.ModelsScript = Script.ModelList(["ready"]);
        await store.AskOpenAsync(Stop);

        Assert.Contains(gateway.Models, model => model.Id == "slow/ready");
        Assert.Null(Assert.Single(await store.ListAsync(Stop)).Problem);
    }
}
