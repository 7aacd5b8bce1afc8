using System.Security.Cryptography;
using System.Text.Json;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Settings.Routes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings;

/// <summary>
/// The endpoints: those of configuration and environment, and those of the Settings page, whose keys are encrypted at
/// rest. <see cref="ApplyAsync(CancellationToken)"/> hands the whole to the gateway as one snapshot.
/// </summary>
internal sealed partial class EndpointStore(
    IDbContextFactory<PortalDbContext> databases,
    IDataProtectionProvider protection,
    IOptions<PortalOptions> options,
    ModelGateway gateway,
    EndpointDiscovery discovery,
    PoolCatalogue pools,
    RouteCatalogue routes,
    ILogger<EndpointStore> logger) : IDisposable
{
    /// <summary>Endpoints of configuration that are drained; those of the page say so in their rows.</summary>
    private readonly JsonSetting<HashSet<string>> _drained = new(databases, "drained-endpoints");
    private readonly IDataProtector _protector = protection.CreateProtector("endpoint-key");
    private readonly SemaphoreSlim _applying = new(1, 1);

    /// <summary>Raised after the gateway has new models.</summary>
    public event Action? Changed;

    public async Task<IReadOnlyList<EndpointView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database.Endpoints.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken);
        var drained = await DrainedAsync(cancellationToken);
        return
        [
            .. options.Value.Endpoints.Select(e => e.ToConfig()).Select(e => new EndpointView(
                e.Name, e.BaseUrl.ToString(), e.ApiKey is not null, e.Models, EndpointSource.Configuration, discovery.ProblemOf(e.Name))
            {
                Provider = e.Provider,
                Region = e.Region,
                Drained = drained.Contains(e.Name),
            }),
            .. rows.Select(row => new EndpointView(
                row.Name, row.BaseUrl, row.ProtectedKey is not null, ModelsOf(row), EndpointSource.Portal, HostRules.Check(row.BaseUrl, options.Value.EndpointHosts) ?? discovery.ProblemOf(row.Name))
            {
                Provider = row.Provider,
                Region = row.Region,
                Drained = row.Drained,
            }),
        ];
    }

    /// <summary>Adds or changes an endpoint and applies it.</summary>
    /// <returns>What is wrong with it as a sentence, or <see langword="null"/> when it was saved.</returns>
    public async Task<string?> SaveAsync(EndpointEdit edit, CancellationToken cancellationToken)
    {
        if ((EndpointRules.CheckName(edit.Name) ?? CheckBaseUrl(edit.BaseUrl) ?? EndpointRules.CheckKey(edit.NewKey) ?? EndpointRules.CheckRegion(edit.Region)) is { } fault)
            return fault;
        if (options.Value.Endpoints.Any(e => string.Equals(e.Name, edit.Name, StringComparison.OrdinalIgnoreCase)))
            return $"An endpoint named {edit.Name} comes from configuration; choose another name.";
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            var row = await database.Endpoints.FindAsync([edit.Name], cancellationToken);
            if (row is null)
                database.Endpoints.Add(row = new EndpointRow { Name = edit.Name, BaseUrl = edit.BaseUrl });
            // A key goes only where it was entered for: another server must not be sent it.
            var moved = row.ProtectedKey is not null && !SameServer(row.BaseUrl, edit.BaseUrl.Trim());
            if (moved && edit.NewKey is null)
                return "The base URL leads to another server, and the stored key belongs to the old one. Enter the key for the new address, or remove the stored key.";
            row.BaseUrl = edit.BaseUrl.Trim();
            row.Provider = edit.Provider;
            row.Region = EndpointRules.RegionOf(edit.Region);
            row.ModelsJson = JsonSerializer.Serialize(edit.Models);
            if (edit.NewKey is not null)
                row.ProtectedKey = edit.NewKey.Length == 0 ? null : _protector.Protect(edit.NewKey.Trim());
            await database.SaveChangesAsync(cancellationToken);
        }

        discovery.Forget(edit.Name);
        await ApplyAsync(edit.Name, cancellationToken);
        return null;
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
            await database.Endpoints.Where(row => row.Name == name).ExecuteDeleteAsync(cancellationToken);
        discovery.Forget(name);
        await ApplyAsync(name, cancellationToken);
    }

    /// <summary>
    /// Takes an endpoint out of service, or back into it: pools send it nothing new, calls that run go on. Also one of configuration,
    /// until it is taken back.
    /// </summary>
    public async Task SetDrainedAsync(string name, bool drained, CancellationToken cancellationToken)
    {
        if (options.Value.Endpoints.Any(e => e.Name == name))
        {
            var names = await DrainedAsync(cancellationToken);
            if (drained ? !names.Add(name) : !names.Remove(name))
                return;
            await _drained.WriteAsync(names, cancellationToken);
        }
        else
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await database.Endpoints.Where(row => row.Name == name)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Drained, drained), cancellationToken);
        }

        await ApplyKnownAsync(cancellationToken);
    }

    /// <summary>The endpoints as the gateway calls them, with the models that are known, drained ones too.</summary>
    public async Task<IReadOnlyList<EndpointConfig>> EndpointsAsync(CancellationToken cancellationToken) =>
        [.. (await ConfigsAsync(cancellationToken)).Select(discovery.WithModels)];

    /// <summary>The endpoint as it would be saved; a key that is not given anew is the stored one.</summary>
    /// <returns>The endpoint, or what is wrong with it as a sentence.</returns>
    public async Task<(EndpointConfig? Endpoint, string? Fault)> DraftAsync(EndpointEdit edit, CancellationToken cancellationToken)
    {
        if ((CheckBaseUrl(edit.BaseUrl) ?? EndpointRules.CheckKey(edit.NewKey)) is { } fault)
            return (null, fault);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Endpoints.AsNoTracking().FirstOrDefaultAsync(r => r.Name == edit.Name, cancellationToken);
        // A stored key goes only to the address it was stored for.
        var stored = row is not null && SameServer(row.BaseUrl, edit.BaseUrl.Trim()) ? KeyOf(row) : null;
        return (
            new EndpointConfig
            {
                Name = edit.Name.Length > 0 ? edit.Name : "new",
                Provider = edit.Provider,
                BaseUrl = new Uri(edit.BaseUrl.Trim()),
                ApiKey = edit.NewKey switch { null => stored, "" => null, var key => key.Trim() },
                Models = edit.Models,
            },
            null);
    }

    /// <summary>Gives the gateway all models that are known, then asks the endpoints whose models are not.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await ApplyKnownAsync(cancellationToken);
        await AskOpenAsync(cancellationToken);
    }

    /// <summary>Gives the gateway the configuration anew, for example when a pool has changed; local models that could not be loaded are tried again.</summary>
    public Task ReapplyAsync(CancellationToken cancellationToken) => ApplyKnownAsync(cancellationToken);

    /// <summary>Asks the endpoints that name no models and did not list theirs yet; each counts as soon as it answers.</summary>
    public async Task AskOpenAsync(CancellationToken cancellationToken)
    {
        var open = (await ConfigsAsync(cancellationToken)).Where(discovery.IsOpen);
        await Task.WhenAll(open.Select(async endpoint =>
        {
            // A model folder that cannot be loaded is not read again and again because an endpoint stays silent.
            if (await discovery.AskAsync(endpoint, cancellationToken))
                await ApplyKnownAsync(cancellationToken);
        }));
    }

    public void Dispose() => _applying.Dispose();

    private static bool SameServer(string before, string after) =>
        Uri.TryCreate(before, UriKind.Absolute, out var old)
        && Uri.TryCreate(after, UriKind.Absolute, out var now)
        && Uri.Compare(old, now, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Applies a change of one endpoint; the others need not be asked again for it.</summary>
    private async Task ApplyAsync(string changed, CancellationToken cancellationToken)
    {
        await ApplyKnownAsync(cancellationToken);
        var endpoint = (await ConfigsAsync(cancellationToken)).FirstOrDefault(e => e.Name == changed);
        if (endpoint is null || !discovery.IsOpen(endpoint))
            return;
        await discovery.AskAsync(endpoint, cancellationToken);
        await ApplyKnownAsync(cancellationToken);
    }

    private async Task ApplyKnownAsync(CancellationToken cancellationToken)
    {
        await _applying.WaitAsync(cancellationToken);
        try
        {
            var endpoints = await ConfigsAsync(cancellationToken);
            var builtIn = new LocalModelConfig { Name = PortalOptions.BuiltInModel, Folder = options.Value.Model, Grounded = true };
            var snapshot = new GatewaySnapshot(
                [builtIn, .. options.Value.LocalModels.Select(model => model.ToConfig())],
                [.. endpoints.Select(discovery.WithModels)])
            {
                Pools = await pools.ReadAsync(cancellationToken),
                Routes = [.. (await routes.ReadAsync(cancellationToken)).Select(route => route.Route)],
            };
            // Weights are read for minutes; whoever asked, a page for example, goes on meanwhile.
            await Task.Run(() => gateway.Apply(snapshot, () => Changed?.Invoke(), cancellationToken), cancellationToken);
        }
        finally
        {
            _applying.Release();
        }

        Changed?.Invoke();
    }

    private async Task<IReadOnlyList<EndpointConfig>> ConfigsAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database.Endpoints.AsNoTracking().Where(row => row.Enabled).OrderBy(row => row.Name).ToListAsync(cancellationToken);
        var drained = await DrainedAsync(cancellationToken);
        return
        [
            .. options.Value.Endpoints.Select(e => e.ToConfig()).Select(e => e with { Drained = drained.Contains(e.Name) }),
            // A host that is not allowed any more is not called at all.
            .. rows.Where(row => HostRules.Check(row.BaseUrl, options.Value.EndpointHosts) is null).Select(row => new EndpointConfig
            {
                Name = row.Name,
                Provider = row.Provider,
                BaseUrl = new Uri(row.BaseUrl),
                ApiKey = KeyOf(row),
                Region = row.Region,
                Drained = row.Drained,
                Models = ModelsOf(row),
            }),
        ];
    }

    private string? CheckBaseUrl(string url) => EndpointRules.CheckBaseUrl(url) ?? HostRules.Check(url, options.Value.EndpointHosts);

    private async Task<HashSet<string>> DrainedAsync(CancellationToken cancellationToken) => await _drained.ReadAsync(cancellationToken) ?? [];

    private string? KeyOf(EndpointRow row)
    {
        try
        {
            return row.ProtectedKey is null ? null : _protector.Unprotect(row.ProtectedKey);
        }
        catch (CryptographicException)
        {
            LogKeyLost(row.Name);
            return null;
        }
    }

    private static string[] ModelsOf(EndpointRow row) => JsonSerializer.Deserialize<string[]>(row.ModelsJson) ?? [];

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored key of endpoint {Endpoint} cannot be decrypted with the keys of this data folder; enter it again on Settings")]
    private partial void LogKeyLost(string endpoint);
}
