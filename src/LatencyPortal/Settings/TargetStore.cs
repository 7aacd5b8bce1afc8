using LatencyPortal.Data;
using LatencyPortal.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Settings;

/// <summary>The latency targets that the Latency page holds requests against.</summary>
internal sealed class TargetStore(IDbContextFactory<PortalDbContext> databases)
{
    private readonly JsonSetting<LatencyTargets> _setting = new(databases, "targets");

    public async Task<LatencyTargets> GetAsync(CancellationToken cancellationToken) => await _setting.ReadAsync(cancellationToken) ?? new LatencyTargets();

    public Task SetAsync(LatencyTargets targets, CancellationToken cancellationToken) => _setting.WriteAsync(targets, cancellationToken);
}
