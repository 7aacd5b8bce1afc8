using LatencyPortal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LatencyPortal.Tests.Chat;

/// <summary>A real SQLite file with the schema of the migrations. A test can hold up every opening of it.</summary>
internal sealed class ChatDatabase : IDbContextFactory<PortalDbContext>, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chat-").FullName;
    private readonly DbContextOptions<PortalDbContext> _options;

    private ChatDatabase() => _options = new DbContextOptionsBuilder<PortalDbContext>()
        .UseSqlite($"Data Source={Path.Combine(_folder, "portal.db")}").Options;

    /// <summary>What stands before every opening from now on: a wait, or a failure.</summary>
    public Func<Task>? Before { get; set; }

    public static async Task<ChatDatabase> CreateAsync()
    {
        var created = new ChatDatabase();
        await using var database = created.CreateDbContext();
        await database.Database.MigrateAsync();
        return created;
    }

    public PortalDbContext CreateDbContext() => new(_options);

    public async Task<PortalDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
    {
        if (Before is { } before)
            await before();
        return CreateDbContext();
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
