using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LatencyPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class Branches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Messages_ConversationId_Index",
                table: "Messages");

            migrationBuilder.AddColumn<Guid>(
                name: "ComparisonId",
                table: "Messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "FinishReason",
                table: "Messages",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Marks",
                table: "Messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ParentId",
                table: "Messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Reasoning",
                table: "Messages",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "LeafId",
                table: "Conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Parameters",
                table: "Conversations",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<bool>(
                name: "Pinned",
                table: "Conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "ShareToken",
                table: "Conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "SharedLeafId",
                table: "Conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SystemPrompt",
                table: "Conversations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Attachments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ConversationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 260, nullable: false),
                    Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Attachments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Attachments_Conversations_ConversationId",
                        column: x => x.ConversationId,
                        principalTable: "Conversations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Folders",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Folders", x => x.Id);
                });

            // A foreign key of its own would rebuild the table, which cannot be done within a transaction; a column may bring one along.
            migrationBuilder.Sql(
                """
                ALTER TABLE "Conversations" ADD COLUMN "FolderId" TEXT NULL CONSTRAINT "FK_Conversations_Folders_FolderId" REFERENCES "Folders" ("Id") ON DELETE SET NULL;
                """);

            migrationBuilder.CreateIndex(
                name: "IX_Messages_ConversationId_Index",
                table: "Messages",
                columns: new[] { "ConversationId", "Index" });

            migrationBuilder.CreateIndex(
                name: "IX_Conversations_FolderId",
                table: "Conversations",
                column: "FolderId");

            migrationBuilder.CreateIndex(
                name: "IX_Conversations_ShareToken",
                table: "Conversations",
                column: "ShareToken",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Attachments_ConversationId",
                table: "Attachments",
                column: "ConversationId");

            // Conversations were single lines before.
            migrationBuilder.Sql(
                """
                UPDATE "Messages" SET "ParentId" = (
                    SELECT p."Id" FROM "Messages" p WHERE p."ConversationId" = "Messages"."ConversationId" AND p."Index" = "Messages"."Index" - 1);
                """);
            migrationBuilder.Sql(
                """
                UPDATE "Conversations" SET "LeafId" = (
                    SELECT m."Id" FROM "Messages" m WHERE m."ConversationId" = "Conversations"."Id" ORDER BY m."Index" DESC LIMIT 1);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Conversations_Folders_FolderId",
                table: "Conversations");

            migrationBuilder.DropTable(
                name: "Attachments");

            migrationBuilder.DropTable(
                name: "Folders");

            migrationBuilder.DropIndex(
                name: "IX_Messages_ConversationId_Index",
                table: "Messages");

            migrationBuilder.DropIndex(
                name: "IX_Conversations_FolderId",
                table: "Conversations");

            migrationBuilder.DropIndex(
                name: "IX_Conversations_ShareToken",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "ComparisonId",
                table: "Messages");

            migrationBuilder.DropColumn(
                name: "FinishReason",
                table: "Messages");

            migrationBuilder.DropColumn(
                name: "Marks",
                table: "Messages");

            migrationBuilder.DropColumn(
                name: "ParentId",
                table: "Messages");

            migrationBuilder.DropColumn(
                name: "Reasoning",
                table: "Messages");

            migrationBuilder.DropColumn(
                name: "FolderId",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "LeafId",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "Parameters",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "Pinned",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "ShareToken",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "SharedLeafId",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "SystemPrompt",
                table: "Conversations");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_ConversationId_Index",
                table: "Messages",
                columns: new[] { "ConversationId", "Index" },
                unique: true);
        }
    }
}
