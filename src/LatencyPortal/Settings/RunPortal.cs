using LatencyPortal.Data;
using LatencyPortal.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LatencyPortal.Settings;

/// <summary>Starts the portal; whatever stands in the way is told in one line.</summary>
internal static class RunPortal
{
    /// <summary>Runs until stopped.</summary>
    /// <returns>The exit status: 0 after a normal end, 1 when the portal could not start.</returns>
    public static async Task<int> RunPortalAsync(this WebApplication app)
    {
        if (await PrepareAsync(app) is { } problem)
            return Refuse(problem);
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            return Refuse($"{app.Configuration[WebHostDefaults.ServerUrlsKey]} is already in use. Choose another address, for example --urls http://127.0.0.1:5081.");
        }
        catch (Exception e)
        {
            return Refuse($"The portal cannot listen on {app.Configuration[WebHostDefaults.ServerUrlsKey]}: {e.Message}");
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        await Console.Out.WriteLineAsync($"LatencyPortal is ready: {string.Join(", ", addresses)}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Whether the configuration makes sense; what is wrong with it is told. Comes before anything reads it.</summary>
    public static bool HasValidOptions(this WebApplication app)
    {
        try
        {
            _ = app.Services.GetRequiredService<IOptions<PortalOptions>>().Value;
            return true;
        }
        catch (OptionsValidationException e)
        {
            Refuse(string.Join(" ", e.Failures));
        }
        catch (InvalidOperationException e)
        {
            Refuse($"The configuration cannot be read: {e.Message}");
        }

        return false;
    }

    private static async Task<string?> PrepareAsync(WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<PortalOptions>>().Value;
        return BindingGuard.Check(app.Configuration, options.AccessKey)
            ?? DataFolder.Check(options.Data)
            ?? await MigrateAsync(app, options.Data);
    }

    private static async Task<string?> MigrateAsync(WebApplication app, string data)
    {
        try
        {
            await using var database = await app.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
            await database.Database.MigrateAsync();
            return null;
        }
        catch (SqliteException e)
        {
            return $"The database {Path.Combine(data, "portal.db")} cannot be opened: {e.Message} Restore it from a backup, or move it away to start afresh.";
        }
    }

    private static int Refuse(string problem)
    {
        Console.Error.WriteLine($"LatencyPortal did not start: {problem}");
        return 1;
    }
}
