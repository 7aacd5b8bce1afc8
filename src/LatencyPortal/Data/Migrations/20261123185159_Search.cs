using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LatencyPortal.Data.Migrations
{
    /// <summary>
    /// The full-text index of titles and messages. The index keeps no text of its own; SearchRows tells which row stands for what.
    /// Triggers keep it in step whoever writes, cascades of deletes included. An answer is taken in when it has ended.
    /// </summary>
    public partial class Search : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE TABLE SearchRows (
                    Id INTEGER PRIMARY KEY,
                    ConversationId TEXT NOT NULL,
                    MessageId TEXT NULL);
                """);
            migrationBuilder.Sql("CREATE UNIQUE INDEX IX_SearchRows_MessageId ON SearchRows (MessageId) WHERE MessageId IS NOT NULL;");
            migrationBuilder.Sql("CREATE UNIQUE INDEX IX_SearchRows_ConversationId ON SearchRows (ConversationId) WHERE MessageId IS NULL;");
            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE SearchIndex USING fts5(
                    Text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3');
                """);

            migrationBuilder.Sql("""
                CREATE TRIGGER SearchTitleInserted AFTER INSERT ON Conversations BEGIN
                    INSERT INTO SearchRows (ConversationId) VALUES (NEW.Id);
                    INSERT INTO SearchIndex (rowid, Text) VALUES (last_insert_rowid(), NEW.Title);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER SearchTitleUpdated AFTER UPDATE OF Title ON Conversations WHEN OLD.Title <> NEW.Title BEGIN
                    INSERT OR REPLACE INTO SearchIndex (rowid, Text) SELECT Id, NEW.Title FROM SearchRows WHERE ConversationId = NEW.Id AND MessageId IS NULL;
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER SearchTitleDeleted AFTER DELETE ON Conversations BEGIN
                    DELETE FROM SearchIndex WHERE rowid = (SELECT Id FROM SearchRows WHERE ConversationId = OLD.Id AND MessageId IS NULL);
                    DELETE FROM SearchRows WHERE ConversationId = OLD.Id AND MessageId IS NULL;
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER SearchMessageInserted AFTER INSERT ON Messages BEGIN
                    INSERT INTO SearchRows (ConversationId, MessageId) VALUES (NEW.ConversationId, NEW.Id);
                    INSERT INTO SearchIndex (rowid, Text) VALUES (last_insert_rowid(), NEW.Content || char(10) || NEW.Reasoning);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER SearchMessageUpdated AFTER UPDATE OF Content, Reasoning, State ON Messages WHEN NEW.State <> 'Streaming' BEGIN
                    INSERT OR REPLACE INTO SearchIndex (rowid, Text) SELECT Id, NEW.Content || char(10) || NEW.Reasoning FROM SearchRows WHERE MessageId = NEW.Id;
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER SearchMessageDeleted AFTER DELETE ON Messages BEGIN
                    DELETE FROM SearchIndex WHERE rowid = (SELECT Id FROM SearchRows WHERE MessageId = OLD.Id);
                    DELETE FROM SearchRows WHERE MessageId = OLD.Id;
                END;
                """);

            migrationBuilder.Sql("INSERT INTO SearchRows (ConversationId) SELECT Id FROM Conversations;");
            migrationBuilder.Sql("INSERT INTO SearchRows (ConversationId, MessageId) SELECT ConversationId, Id FROM Messages;");
            migrationBuilder.Sql("""
                INSERT INTO SearchIndex (rowid, Text)
                SELECT r.Id, c.Title FROM SearchRows r JOIN Conversations c ON c.Id = r.ConversationId WHERE r.MessageId IS NULL;
                """);
            migrationBuilder.Sql("""
                INSERT INTO SearchIndex (rowid, Text)
                SELECT r.Id, m.Content || char(10) || m.Reasoning FROM SearchRows r JOIN Messages m ON m.Id = r.MessageId;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var trigger in new[] { "SearchTitleInserted", "SearchTitleUpdated", "SearchTitleDeleted", "SearchMessageInserted", "SearchMessageUpdated", "SearchMessageDeleted" })
                migrationBuilder.Sql($"DROP TRIGGER {trigger};");
            migrationBuilder.Sql("DROP TABLE SearchIndex;");
            migrationBuilder.Sql("DROP TABLE SearchRows;");
        }
    }
}
