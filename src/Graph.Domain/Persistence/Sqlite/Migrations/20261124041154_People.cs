using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Graph.Domain.Persistence.Sqlite.Migrations
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
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "search_name",
                table: "users",
                type: "TEXT",
                maxLength: 80,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<byte[]>(
                name: "locked_id_number",
                table: "person",
                type: "BLOB",
                maxLength: 400,
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<DateTime>(
                name: "valid_until",
                table: "evidence",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "reserved_at",
                table: "attempt_counter",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.CreateTable(
                name: "audit_event",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    session_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    detail = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_event", x => x.sequence);
                    table.CheckConstraint("ck_audit_event_sequence_integer", "typeof(sequence) = 'integer'");
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
                    owner_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    other_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    by_owner = table.Column<bool>(type: "INTEGER", nullable: false),
                    since = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    xml = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_key", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "external_login",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 33, nullable: false),
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    since = table.Column<DateTime>(type: "TEXT", nullable: false)
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
            migrationBuilder.Sql("UPDATE users SET search_name = lower(display_name), found_by_phone = 1;");
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
