using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Graph.Domain.Persistence.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class People : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "found_by_phone",
                table: "users",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "search_name",
                table: "users",
                type: "character varying(80)",
                maxLength: 80,
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<byte[]>(
                name: "locked_id_number",
                table: "person",
                type: "bytea",
                maxLength: 400,
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<DateTime>(
                name: "valid_until",
                table: "evidence",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "reserved_at",
                table: "attempt_counter",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.CreateTable(
                name: "audit_event",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    detail = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_event", x => x.sequence);
                    table.ForeignKey(
                        name: "FK_audit_event_session_session_id",
                        column: x => x.session_id,
                        principalTable: "session",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_audit_event_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "block",
                columns: table => new
                {
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    other_id = table.Column<Guid>(type: "uuid", nullable: false),
                    by_owner = table.Column<bool>(type: "boolean", nullable: false),
                    since = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_block", x => new { x.owner_id, x.other_id });
                    table.CheckConstraint("ck_block_two_people", "owner_id <> other_id");
                    table.ForeignKey(
                        name: "FK_block_users_other_id",
                        column: x => x.other_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_block_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "data_key",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "C"),
                    xml = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_key", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "external_login",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", fixedLength: true, maxLength: 33, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    since = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_external_login", x => x.hash);
                    table.ForeignKey(
                        name: "FK_external_login_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_users_search_name",
                table: "users",
                column: "search_name");

            migrationBuilder.CreateIndex(
                name: "IX_evidence_valid_until",
                table: "evidence",
                column: "valid_until",
                filter: "valid_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_audit_event_id",
                table: "audit_event",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_audit_event_session_id",
                table: "audit_event",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "IX_audit_event_user_id_sequence",
                table: "audit_event",
                columns: new[] { "user_id", "sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_block_other_id",
                table: "block",
                column: "other_id");

            migrationBuilder.CreateIndex(
                name: "IX_external_login_user_id",
                table: "external_login",
                column: "user_id",
                unique: true);

            // Who was there before is searched for, and found, like everybody else.
            migrationBuilder.Sql("UPDATE users SET search_name = lower(display_name), found_by_phone = true;");
            migrationBuilder.AppendOnly("audit_event");
            migrationBuilder.AppendOnly("data_key");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_event");

            migrationBuilder.DropTable(
                name: "block");

            migrationBuilder.DropTable(
                name: "data_key");

            migrationBuilder.DropTable(
                name: "external_login");

            migrationBuilder.DropIndex(
                name: "IX_users_search_name",
                table: "users");

            migrationBuilder.DropIndex(
                name: "IX_evidence_valid_until",
                table: "evidence");

            migrationBuilder.DropColumn(
                name: "found_by_phone",
                table: "users");

            migrationBuilder.DropColumn(
                name: "search_name",
                table: "users");

            migrationBuilder.DropColumn(
                name: "locked_id_number",
                table: "person");

            migrationBuilder.DropColumn(
                name: "valid_until",
                table: "evidence");

            migrationBuilder.DropColumn(
                name: "reserved_at",
                table: "attempt_counter");
        }
    }
}
