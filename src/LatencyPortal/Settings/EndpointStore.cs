using System.Security.Cryptography;
using System.Text.Json;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings;

/// <summary>
/// The endpoints: those of configuration and environment, and those of the Settings page, whose keys are encrypted at
/// rest. <see cref="ApplyAsync"/> hands the whole to the gateway as one snapshot.
/// </summary>
internal sealed partial class EndpointStore(
    IDbContextFactory<PortalDbContext> databases,
    IDataProtectionProvider protection,
    IOptions<PortalOptions> options,
    ModelGateway gateway,
    ILogger<EndpointStore> logger) : IDisposable
{
    private readonly IDataProtector _protector = protection.CreateProtector("endpoint-key");
    private readonly SemaphoreSlim _applying = new(1, 1);

    /// <summary>Raised after the gateway has new models.</summary>
    public event Action? Changed;

    public async Task<IReadOnlyList<EndpointView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database.Endpoints.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken);
        return
        [
            .. options.Value.Endpoints.Select(e => new EndpointView(
                e.Name!, e.BaseUrl!, !string.IsNullOrEmpty(e.ApiKey), [.. e.Models], EndpointSource.Configuration)),
            .. rows.Select(row => new EndpointView(
                row.Name, row.BaseUrl, row.ProtectedKey is not null, ModelsOf(row), EndpointSource.Portal)),
        ];
    }

    /// <summary>Adds or changes an endpoint and applies it.</summary>
    /// <returns>What is wrong with it as a sentence, or <see langword="null"/> when it was saved.</returns>
    public async Task<string?> SaveAsync(EndpointEdit edit, CancellationToken cancellationToken)
    {
        if ((EndpointRules.CheckName(edit.Name) ?? EndpointRules.CheckBaseUrl(edit.BaseUrl)) is { } fault)
            return fault;
        if (options.Value.Endpoints.Any(e => string.Equals(e.Name, edit.Name, StringComparison.OrdinalIgnoreCase)))
            return $"An endpoint named {edit.Name} comes from configuration; choose another name.";
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            var row = await database.Endpoints.FindAsync([edit.Name], cancellationToken);
            if (row is null)
                database.Endpoints.Add(row = new EndpointRow { Name = edit.Name, BaseUrl = edit.BaseUrl });
            row.BaseUrl = edit.BaseUrl.Trim();
            row.ModelsJson = JsonSerializer.Serialize(edit.Models);
            if (edit.NewKey is not null)
                row.ProtectedKey = edit.NewKey.Length == 0 ? null : _protector.Protect(edit.NewKey.Trim());
            await database.SaveChangesAsync(cancellationToken);
        }

        await ApplyAsync(cancellationToken);
        return null;
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
            await database.Endpoints.Where(row => row.Name == name).ExecuteDeleteAsync(cancellationToken);
        await ApplyAsync(cancellationToken);
    }

    /// <summary>Measures an endpoint as it would be saved; a key that is not given anew is the stored one.</summary>
    public async Task<EndpointProbe> ProbeAsync(EndpointEdit edit, CancellationToken cancellationToken)
    {
        if (EndpointRules.CheckBaseUrl(edit.BaseUrl) is { } fault)
            return new EndpointProbe(null, [], fault);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Endpoints.AsNoTracking().FirstOrDefaultAsync(r => r.Name == edit.Name, cancellationToken);
        // A stored key goes only to the address it was stored for.
        var stored = row is not null && row.BaseUrl == edit.BaseUrl.Trim() ? KeyOf(row) : null;
        return await gateway.ProbeAsync(
            new EndpointConfig
            {
                Name = edit.Name.Length > 0 ? edit.Name : "new",
                BaseUrl = new Uri(edit.BaseUrl.Trim()),
                ApiKey = edit.NewKey is { Length: > 0 } key ? key.Trim() : stored,
            },
            cancellationToken);
    }

    /// <summary>
    /// Gives the gateway all models, and asks the endpoints that name none for theirs; one that does not answer keeps
    /// its place in the picker without models.
    /// </summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await _applying.WaitAsync(cancellationToken);
        try
        {
            var endpoints = await ConfigsAsync(cancellationToken);
            Apply(endpoints);
            if (endpoints.All(endpoint => endpoint.Models.Count > 0))
                return;
            Apply(await Task.WhenAll(endpoints.Select(endpoint => DiscoverAsync(endpoint, cancellationToken))));
        }
        finally
        {
            _applying.Release();
        }
    }

    public void Dispose() => _applying.Dispose();

    private void Apply(IReadOnlyList<EndpointConfig> endpoints)
    {
        gateway.Apply(new GatewaySnapshot(
            [new LocalModelConfig { Name = "portal-assistant", Folder = options.Value.Model, Grounded = true }],
            endpoints));
        Changed?.Invoke();
    }

    private async Task<EndpointConfig> DiscoverAsync(EndpointConfig endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Models.Count > 0)
            return endpoint;
        var probe = await gateway.ProbeAsync(endpoint, cancellationToken);
        if (probe.Error is not null)
            LogNotDiscovered(endpoint.Name, probe.Error);
        return endpoint with { Models = probe.Models };
    }

    private async Task<IReadOnlyList<EndpointConfig>> ConfigsAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await database.Endpoints.AsNoTracking().Where(row => row.Enabled).OrderBy(row => row.Name).ToListAsync(cancellationToken);
        return
        [
            .. options.Value.Endpoints.Select(e => new EndpointConfig
            {
                Name = e.Name!,
                BaseUrl = new Uri(e.BaseUrl!),
                ApiKey = string.IsNullOrEmpty(e.ApiKey) ? null : e.ApiKey,
                Models = [.. e.Models],
            }),
            .. rows.Select(row => new EndpointConfig
            {
                Name = row.Name,
                BaseUrl = new Uri(row.BaseUrl),
                ApiKey = KeyOf(row),
                Models = ModelsOf(row),
            }),
        ];
    }

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Endpoint {Endpoint} did not list its models: {Reason}")]
    private partial void LogNotDiscovered(string endpoint, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored key of endpoint {Endpoint} cannot be decrypted with the keys of this data folder; enter it again on Settings")]
    private partial void LogKeyLost(string endpoint);
}
