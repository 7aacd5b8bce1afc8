using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LatencyPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class Imports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ImportedFrom",
                table: "Conversations",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Conversations_ImportedFrom",
                table: "Conversations",
                column: "ImportedFrom");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Conversations_ImportedFrom",
                table: "Conversations");

            migrationBuilder.DropColumn(
                name: "ImportedFrom",
                table: "Conversations");
        }
    }
}
