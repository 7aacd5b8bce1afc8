using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LatencyPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class Fleet : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Drained",
                table: "Endpoints",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Provider",
                table: "Endpoints",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "OpenAI"); // what all endpoints spoke before

            migrationBuilder.AddColumn<string>(
                name: "Region",
                table: "Endpoints",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Pools",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    MembersJson = table.Column<string>(type: "TEXT", nullable: false),
                    Policy = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Hedges = table.Column<bool>(type: "INTEGER", nullable: false),
                    HedgeBudget = table.Column<double>(type: "REAL", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Pools", x => x.Name);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Pools");

            migrationBuilder.DropColumn(
                name: "Drained",
                table: "Endpoints");

            migrationBuilder.DropColumn(
                name: "Provider",
                table: "Endpoints");

            migrationBuilder.DropColumn(
                name: "Region",
                table: "Endpoints");
        }
    }
}
