using LatencyPortal.Chat;
using LatencyPortal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Xunit;

namespace LatencyPortal.Tests.Data;

/// <summary>A data folder of the first release, whose conversations were single lines.</summary>
public sealed class BranchesMigrationTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _connection.Dispose();

    [Fact]
    public async Task Migrate_OldConversation_IsOnePathToItsLastMessage()
    {
        _connection.Open();
        await using var database = Open();
        await database.GetService<IMigrator>().MigrateAsync("Initial", Stop);
        var conversation = Guid.CreateVersion7();
        var now = new DateTimeOffsetToBinaryConverter().ConvertToProvider(DateTimeOffset.UnixEpoch);
        var messages = new[] { Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7() };
        await database.Database.ExecuteSqlAsync($"""INSERT INTO "Conversations" ("Id", "Title", "CreatedAt", "UpdatedAt") VALUES ({conversation}, 'Old', {now}, {now})""", Stop);
        foreach (var (i, id) in messages.Index())
        {
            await database.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Messages" ("Id", "ConversationId", "Index", "Role", "Content", "State", "CreatedAt", "TokensEstimated")
                VALUES ({id}, {conversation}, {i}, {(i % 2 == 0 ? "user" : "assistant")}, {$"Text {i}"}, 'Complete', {now}, 0)
                """,
                Stop);
        }

        await database.Database.MigrateAsync(Stop);

        var read = await database.Conversations.Include(c => c.Messages).SingleAsync(Stop);
        Assert.Equal(messages[2], read.LeafId);
        Assert.Equal(messages, ConversationTree.Path(read.Messages, read.LeafId).Select(message => message.Id));
        Assert.Equal(ChatParameters.Default, read.Parameters);
    }

    [Fact]
    public async Task DeleteFolder_ConversationsStayOutsideOfAll()
    {
        _connection.Open();
        await using var database = Open();
        await database.Database.MigrateAsync(Stop);
        var folder = new Folder { Name = "Work", CreatedAt = DateTimeOffset.UnixEpoch };
        database.Add(folder);
        database.Add(new Conversation { Title = "Kept", CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch, FolderId = folder.Id });
        await database.SaveChangesAsync(Stop);

        await database.Folders.ExecuteDeleteAsync(Stop);

        Assert.Null((await database.Conversations.AsNoTracking().SingleAsync(Stop)).FolderId);
    }

    private PortalDbContext Open() => new(new DbContextOptionsBuilder<PortalDbContext>().UseSqlite(_connection).Options);
}
