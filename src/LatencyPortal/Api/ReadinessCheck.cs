using LatencyPortal.Api.Contracts;
using LatencyPortal.Data;
using LatencyPortal.Gateway;
using LatencyPortal.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Api;

/// <summary>Ready means: at least one model can be used, and both databases can be written.</summary>
internal sealed class ReadinessCheck(ModelGateway gateway, TelemetryWriter records, IDbContextFactory<PortalDbContext> databases)
{
    private const int LockTimeoutSeconds = 2;
    private const string Hidden = "Send the access key to see the reason.";

    /// <param name="stranger">Whether reasons, which hold paths and names of endpoints, are left out.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task<ReadinessReport> RunAsync(bool stranger, CancellationToken cancellationToken)
    {
        var models = gateway.Models;
        var usable = models.Where(model => model.Problem is null).Select(model => model.Id).ToArray();
        var database = await DatabaseProblemAsync(cancellationToken);
        var problems = new List<ReadinessProblem>();
        if (usable.Length == 0)
            problems.Add(new("models", models.Count == 0 ? "No model is set up yet, or the models are still loading." : "No model can be used."));
        if (stranger)
        {
            if (models.Any(model => model.Problem is not null))
                problems.Add(new("models", $"Some models cannot be used. {Hidden}"));
        }
        else
        {
            problems.AddRange(models.Where(model => model.Problem is not null).Select(model => new ReadinessProblem(model.Id, model.Problem!)));
        }

        if (database is not null)
            problems.Add(new("portal database", stranger ? $"It cannot be written. {Hidden}" : database));
        if (records.LastError is { } lost)
            problems.Add(new("request records", stranger ? $"They cannot be written. {Hidden}" : lost));
        return new ReadinessReport(usable.Length > 0 && database is null && records.LastError is null, usable.Length, problems)
        {
            Models = stranger ? null : usable,
        };
    }

    /// <summary>Asks for the write lock and gives it back; nothing is written.</summary>
    private async Task<string?> DatabaseProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            database.Database.SetCommandTimeout(LockTimeoutSeconds);
            await database.Database.ExecuteSqlRawAsync("BEGIN IMMEDIATE; ROLLBACK;", cancellationToken);
            return null;
        }
        catch (SqliteException e)
        {
            return $"The portal database cannot be written: {e.Message}";
        }
    }
}
