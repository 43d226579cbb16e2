using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Graph.Domain.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RowVersioning();
            migrationBuilder.CreateTable(
                name: "attempt_counter",
                columns: table => new
                {
                    subject = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: false),
                    window_start = table.Column<DateTime>(type: "datetime2", nullable: false),
                    failures = table.Column<long>(type: "bigint", nullable: false),
                    in_flight = table.Column<long>(type: "bigint", nullable: false),
                    reserved_at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attempt_counter", x => x.subject);
                    table.CheckConstraint("ck_attempt_counter_failures", "failures >= 0 AND in_flight >= 0");
                });

            migrationBuilder.CreateTable(
                name: "data_key",
                columns: table => new
                {
                    name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    xml = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_key", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "deal_view",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deal_view", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "lease",
                columns: table => new
                {
                    name = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    holder = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    until = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lease", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "log_start",
                columns: table => new
                {
                    id = table.Column<int>(type: "int", nullable: false),
                    removed_through = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_log_start", x => x.id);
                    table.CheckConstraint("ck_log_start_only", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "person",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    id_number_hash = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: false),
                    masked_id_number = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: false, collation: "Latin1_General_100_BIN2"),
                    locked_id_number = table.Column<byte[]>(type: "varbinary(400)", maxLength: 400, nullable: false),
                    full_name = table.Column<string>(type: "nvarchar(1200)", maxLength: 1200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    face_shown_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    erased_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_person", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sort_order",
                columns: table => new
                {
                    id = table.Column<int>(type: "int", nullable: false),
                    version = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sort_order", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "trust_snapshot",
                columns: table => new
                {
                    taken_on = table.Column<DateOnly>(type: "date", nullable: false),
                    taken_at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_trust_snapshot", x => x.taken_on);
                });

            migrationBuilder.CreateTable(
                name: "limit_counter",
                columns: table => new
                {
                    person_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    period = table.Column<int>(type: "int", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    used = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_limit_counter", x => new { x.person_id, x.period, x.period_start });
                    table.CheckConstraint("ck_limit_counter_used", "used >= 0");
                    table.ForeignKey(
                        name: "FK_limit_counter_person_person_id",
                        column: x => x.person_id,
                        principalTable: "person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    handle = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: false, collation: "Latin1_General_100_BIN2"),
                    display_name = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false, collation: "Latin1_General_100_BIN2"),
                    search_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    sort_name = table.Column<byte[]>(type: "varbinary(160)", maxLength: 160, nullable: false),
                    avatar_url = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    bio = table.Column<string>(type: "nvarchar(max)", maxLength: 6000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    phone = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: true, collation: "Latin1_General_100_BIN2"),
                    is_phone_proved = table.Column<bool>(type: "bit", nullable: false),
                    previous_phone = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: true, collation: "Latin1_General_100_BIN2"),
                    previous_phone_until = table.Column<DateTime>(type: "datetime2", nullable: true),
                    restricted_until = table.Column<DateTime>(type: "datetime2", nullable: true),
                    password_hash = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    payment_pin_hash = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: true),
                    role_bits = table.Column<long>(type: "bigint", nullable: false),
                    level = table.Column<int>(type: "int", nullable: false),
                    person_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    real_name = table.Column<string>(type: "nvarchar(1200)", maxLength: 1200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    shows_real_name_to_friends = table.Column<bool>(type: "bit", nullable: false),
                    friends_see_friends = table.Column<bool>(type: "bit", nullable: false),
                    found_by_phone = table.Column<bool>(type: "bit", nullable: false),
                    shows_trust_band = table.Column<bool>(type: "bit", nullable: false),
                    default_visibility = table.Column<int>(type: "int", nullable: false),
                    frozen_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    freeze_reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    friend_count = table.Column<long>(type: "bigint", nullable: false),
                    joined_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    joined_through_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    closed_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    erased_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.id);
                    table.CheckConstraint("ck_user_closed_has_no_phone", "closed_at IS NULL OR phone IS NULL");
                    table.CheckConstraint("ck_user_friend_count", "friend_count BETWEEN 0 AND 5000");
                    table.CheckConstraint("ck_user_level", "level BETWEEN 0 AND 3");
                    table.CheckConstraint("ck_user_level_needs_person", "level = 0 OR person_id IS NOT NULL");
                    table.ForeignKey(
                        name: "FK_users_person_person_id",
                        column: x => x.person_id,
                        principalTable: "person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_users_users_joined_through_id",
                        column: x => x.joined_through_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "account",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    owner_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    currency = table.Column<int>(type: "int", nullable: false),
                    debits_posted = table.Column<long>(type: "bigint", nullable: false),
                    credits_posted = table.Column<long>(type: "bigint", nullable: false),
                    debits_pending = table.Column<long>(type: "bigint", nullable: false),
                    credits_pending = table.Column<long>(type: "bigint", nullable: false),
                    floor = table.Column<long>(type: "bigint", nullable: false),
                    closed_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    last_sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account", x => x.id);
                    table.UniqueConstraint("AK_account_id_currency", x => new { x.id, x.currency });
                    table.CheckConstraint("ck_account_bounded", "debits_posted BETWEEN 0 AND 100000000000000000 AND credits_posted BETWEEN 0 AND 100000000000000000 AND debits_pending BETWEEN 0 AND 100000000000000000 AND credits_pending BETWEEN 0 AND 100000000000000000");
                    table.CheckConstraint("ck_account_floor", "credits_posted - debits_posted - debits_pending >= floor");
                    table.CheckConstraint("ck_account_floor_of_kind", "kind IN (1, 7) OR floor = 0");
                    table.CheckConstraint("ck_account_wallet_has_owner", "(kind = 0 AND owner_id IS NOT NULL) OR (kind <> 0 AND owner_id IS NULL)");
                    table.ForeignKey(
                        name: "FK_account_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "activity",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    actor_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    other_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    source_type = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true, collation: "Latin1_General_100_BIN2"),
                    source_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    is_in_person = table.Column<bool>(type: "bit", nullable: false),
                    subject_type = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    subject_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    visibility = table.Column<int>(type: "int", nullable: false),
                    is_withdrawn = table.Column<bool>(type: "bit", nullable: false),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_activity", x => x.number);
                    table.UniqueConstraint("AK_activity_id", x => x.id);
                    table.CheckConstraint("ck_activity_source", "(source_type IS NULL AND source_id IS NULL) OR (source_type IS NOT NULL AND source_id IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_activity_users_actor_id",
                        column: x => x.actor_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_activity_users_other_id",
                        column: x => x.other_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bill",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    payer_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    title = table.Column<string>(type: "nvarchar(1600)", maxLength: 1600, nullable: false, collation: "Latin1_General_100_BIN2"),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bill", x => x.id);
                    table.CheckConstraint("ck_bill_total", "total > 0 AND total <= 10000000000000");
                    table.ForeignKey(
                        name: "FK_bill_users_payer_id",
                        column: x => x.payer_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "block",
                columns: table => new
                {
                    owner_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    other_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    by_owner = table.Column<bool>(type: "bit", nullable: false),
                    since = table.Column<DateTime>(type: "datetime2", nullable: false),
                    other_name = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false, collation: "Latin1_General_100_BIN2")
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
                name: "content_report",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    subject_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    author_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    text = table.Column<string>(type: "nvarchar(max)", maxLength: 40000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    image_urls = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    reporter_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false),
                    outcome = table.Column<int>(type: "int", nullable: false),
                    resolved_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    resolved_by_id = table.Column<byte[]>(type: "binary(16)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_content_report", x => x.id);
                    table.CheckConstraint("ck_content_report_resolved", "(outcome = 0 AND resolved_at IS NULL AND resolved_by_id IS NULL) OR (outcome <> 0 AND resolved_at IS NOT NULL AND resolved_by_id IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_content_report_users_author_id",
                        column: x => x.author_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_content_report_users_reporter_id",
                        column: x => x.reporter_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_content_report_users_resolved_by_id",
                        column: x => x.resolved_by_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "data_export",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    token_hash = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: false),
                    requested_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    expires_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    used_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_export", x => x.id);
                    table.ForeignKey(
                        name: "FK_data_export_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "evidence",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    submitted_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    decided_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    valid_until = table.Column<DateTime>(type: "datetime2", nullable: true),
                    reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    claimed_person_id = table.Column<byte[]>(type: "binary(16)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_evidence", x => x.id);
                    table.CheckConstraint("ck_evidence_decided", "(status = 0 AND decided_at IS NULL) OR (status <> 0 AND decided_at IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_evidence_person_claimed_person_id",
                        column: x => x.claimed_person_id,
                        principalTable: "person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_evidence_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "external_login",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    since = table.Column<DateTime>(type: "datetime2", nullable: false)
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

            migrationBuilder.CreateTable(
                name: "friend_request",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    from_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    to_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    message = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    status = table.Column<int>(type: "int", nullable: false),
                    sent_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    expires_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    answered_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_friend_request", x => x.id);
                    table.CheckConstraint("ck_friend_request_answered", "(status = 0 AND answered_at IS NULL) OR (status <> 0 AND answered_at IS NOT NULL)");
                    table.CheckConstraint("ck_friend_request_two_people", "from_id <> to_id");
                    table.ForeignKey(
                        name: "FK_friend_request_users_from_id",
                        column: x => x.from_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_friend_request_users_to_id",
                        column: x => x.to_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "friendship",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    owner_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    friend_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    since = table.Column<DateTime>(type: "datetime2", nullable: false),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false),
                    alias = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: true, collation: "Latin1_General_100_BIN2"),
                    search_alias = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    tags = table.Column<string>(type: "nvarchar(max)", maxLength: 24032, nullable: false),
                    shows_real_name = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_friendship", x => x.id);
                    table.CheckConstraint("ck_friendship_two_people", "owner_id <> friend_id");
                    table.ForeignKey(
                        name: "FK_friendship_users_friend_id",
                        column: x => x.friend_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_friendship_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "known_device",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    token_hash = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: false),
                    last_used_at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_known_device", x => x.id);
                    table.ForeignKey(
                        name: "FK_known_device_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "notification",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    recipient_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    actor_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    title = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false, collation: "Latin1_General_100_BIN2"),
                    message = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    source_type = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true, collation: "Latin1_General_100_BIN2"),
                    source_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    subject_type = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    subject_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    context_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    is_about_money = table.Column<bool>(type: "bit", nullable: false),
                    read_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    is_withdrawn = table.Column<bool>(type: "bit", nullable: false),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notification", x => x.number);
                    table.UniqueConstraint("AK_notification_id", x => x.id);
                    table.CheckConstraint("ck_notification_source", "(source_type IS NULL AND source_id IS NULL) OR (source_type IS NOT NULL AND source_id IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_notification_users_actor_id",
                        column: x => x.actor_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_notification_users_recipient_id",
                        column: x => x.recipient_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "passkey",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    credential_id = table.Column<byte[]>(type: "varbinary(1023)", maxLength: 1023, nullable: false),
                    public_key = table.Column<byte[]>(type: "varbinary(1024)", maxLength: 1024, nullable: false),
                    sign_count = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    last_used_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_passkey", x => x.id);
                    table.CheckConstraint("ck_passkey_sign_count", "sign_count BETWEEN 0 AND 4294967295");
                    table.ForeignKey(
                        name: "FK_passkey_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "passkey_challenge",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    purpose = table.Column<int>(type: "int", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    expires_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    used_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_passkey_challenge", x => x.id);
                    table.ForeignKey(
                        name: "FK_passkey_challenge_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "phone_challenge",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    purpose = table.Column<int>(type: "int", nullable: false),
                    phone = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false, collation: "Latin1_General_100_BIN2"),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    code_hash = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: false),
                    expires_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    tries = table.Column<long>(type: "bigint", nullable: false),
                    used_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_phone_challenge", x => x.id);
                    table.CheckConstraint("ck_phone_challenge_tries", "tries BETWEEN 0 AND 5");
                    table.ForeignKey(
                        name: "FK_phone_challenge_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "request",
                columns: table => new
                {
                    actor_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    operation = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    key = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    input_version = table.Column<long>(type: "bigint", nullable: false),
                    input_hash = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: false),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    result = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    refusal = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_request", x => new { x.actor_id, x.operation, x.key });
                    table.CheckConstraint("ck_request_one_answer", "result IS NULL OR refusal IS NULL");
                    table.ForeignKey(
                        name: "FK_request_users_actor_id",
                        column: x => x.actor_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "risk_assessment",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    person_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    answers = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_100_BIN2"),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    tolerance = table.Column<int>(type: "int", nullable: false),
                    answered_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    valid_until = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_risk_assessment", x => x.id);
                    table.CheckConstraint("ck_risk_assessment_tolerance", "tolerance BETWEEN 1 AND 5");
                    table.ForeignKey(
                        name: "FK_risk_assessment_person_person_id",
                        column: x => x.person_id,
                        principalTable: "person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_risk_assessment_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "trust_line",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    giver_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    receiver_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    credit_limit = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    used = table.Column<long>(type: "bigint", nullable: false),
                    chains = table.Column<bool>(type: "bit", nullable: false),
                    shown = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_trust_line", x => x.id);
                    table.CheckConstraint("ck_trust_line_amounts", "credit_limit BETWEEN 0 AND 10000000000000 AND used >= 0 AND shown >= 0");
                    table.CheckConstraint("ck_trust_line_two_people", "giver_id <> receiver_id");
                    table.ForeignKey(
                        name: "FK_trust_line_users_giver_id",
                        column: x => x.giver_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_trust_line_users_receiver_id",
                        column: x => x.receiver_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "business_member",
                columns: table => new
                {
                    account_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    since = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_business_member", x => new { x.account_id, x.user_id });
                    table.ForeignKey(
                        name: "FK_business_member_account_account_id",
                        column: x => x.account_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_business_member_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "institution",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    name = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false, collation: "Latin1_General_100_BIN2"),
                    sort_name = table.Column<byte[]>(type: "varbinary(160)", maxLength: 160, nullable: false),
                    licence_number = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: false, collation: "Latin1_General_100_BIN2"),
                    owner_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    settlement_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    opened_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    verified_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    verified_by = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    holders = table.Column<long>(type: "bigint", nullable: false),
                    counted_on = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_institution", x => x.id);
                    table.CheckConstraint("ck_institution_holders", "holders >= 0");
                    table.CheckConstraint("ck_institution_verified", "(verified_at IS NULL AND verified_by IS NULL) OR (verified_at IS NOT NULL AND verified_by IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_institution_account_settlement_id",
                        column: x => x.settlement_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_institution_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_institution_users_verified_by",
                        column: x => x.verified_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "merchant",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    handle = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: false, collation: "Latin1_General_100_BIN2"),
                    display_name = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false, collation: "Latin1_General_100_BIN2"),
                    search_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    sort_name = table.Column<byte[]>(type: "varbinary(160)", maxLength: 160, nullable: false),
                    avatar_url = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    about = table.Column<string>(type: "nvarchar(max)", maxLength: 20000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    category = table.Column<int>(type: "int", nullable: false),
                    licence_number = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: true, collation: "Latin1_General_100_BIN2"),
                    owner_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    settlement_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    follower_count = table.Column<long>(type: "bigint", nullable: false),
                    opened_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant", x => x.id);
                    table.CheckConstraint("ck_merchant_follower_count", "follower_count >= 0");
                    table.CheckConstraint("ck_merchant_licence", "(category = 7 AND licence_number IS NULL) OR (category <> 7 AND licence_number IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_merchant_account_settlement_id",
                        column: x => x.settlement_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_merchant_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bank_card",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    evidence_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    bank_name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    token = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false, collation: "Latin1_General_100_BIN2"),
                    number_hash = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: false),
                    last_four = table.Column<string>(type: "nchar(4)", fixedLength: true, maxLength: 4, nullable: false, collation: "Latin1_General_100_BIN2"),
                    added_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    withdrawable_from = table.Column<DateTime>(type: "datetime2", nullable: false),
                    default_since = table.Column<DateTime>(type: "datetime2", nullable: true),
                    removed_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bank_card", x => x.id);
                    table.ForeignKey(
                        name: "FK_bank_card_evidence_evidence_id",
                        column: x => x.evidence_id,
                        principalTable: "evidence",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_bank_card_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "session",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_agent = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    device_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    last_seen_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ended_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_session", x => x.id);
                    table.ForeignKey(
                        name: "FK_session_known_device_device_id",
                        column: x => x.device_id,
                        principalTable: "known_device",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_session_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "feed_event",
                columns: table => new
                {
                    sequence = table.Column<byte[]>(type: "rowversion", nullable: false),
                    activity_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    notification_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    actor_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    source_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    recipient_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    circle_of_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    changed = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feed_event", x => x.sequence);
                    table.CheckConstraint("ck_feed_event_one", "CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END + CASE WHEN notification_id IS NULL THEN 0 ELSE 1 END + CASE WHEN circle_of_id IS NULL THEN 0 ELSE 1 END + CASE WHEN changed IS NULL THEN 0 ELSE 1 END = 1 AND ((activity_id IS NULL AND actor_id IS NULL) OR (activity_id IS NOT NULL AND actor_id IS NOT NULL)) AND ((notification_id IS NULL AND recipient_id IS NULL) OR (notification_id IS NOT NULL AND recipient_id IS NOT NULL))");
                    table.ForeignKey(
                        name: "FK_feed_event_activity_activity_id",
                        column: x => x.activity_id,
                        principalTable: "activity",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_feed_event_notification_notification_id",
                        column: x => x.notification_id,
                        principalTable: "notification",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fund",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    institution_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    code = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: false, collation: "Latin1_General_100_BIN2"),
                    display_name = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false, collation: "Latin1_General_100_BIN2"),
                    search_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    sort_name = table.Column<byte[]>(type: "varbinary(160)", maxLength: 160, nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    risk_grade = table.Column<int>(type: "int", nullable: false),
                    minimum = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    subscription_fee = table.Column<long>(type: "bigint", nullable: false),
                    custody_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    transit_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    liquidity_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    value = table.Column<long>(type: "bigint", nullable: false),
                    published_on = table.Column<DateOnly>(type: "date", nullable: true),
                    closed_on = table.Column<DateOnly>(type: "date", nullable: true),
                    advance_due_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    holders = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fund", x => x.id);
                    table.CheckConstraint("ck_fund_closed", "closed_on IS NULL OR (published_on IS NOT NULL AND closed_on <= published_on)");
                    table.CheckConstraint("ck_fund_grade", "risk_grade BETWEEN 1 AND 5");
                    table.CheckConstraint("ck_fund_holders", "holders >= 0");
                    table.CheckConstraint("ck_fund_money_market", "(kind = 0 AND subscription_fee = 0 AND liquidity_id IS NOT NULL) OR (kind <> 0 AND liquidity_id IS NULL AND advance_due_at IS NULL)");
                    table.CheckConstraint("ck_fund_terms", "minimum BETWEEN 100 AND 10000000000000 AND subscription_fee BETWEEN 0 AND 50000");
                    table.CheckConstraint("ck_fund_value", "value BETWEEN 1 AND 9999999 AND (kind <> 0 OR value = 10000)");
                    table.ForeignKey(
                        name: "FK_fund_account_custody_id",
                        column: x => x.custody_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_fund_account_liquidity_id",
                        column: x => x.liquidity_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_fund_account_transit_id",
                        column: x => x.transit_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_fund_institution_institution_id",
                        column: x => x.institution_id,
                        principalTable: "institution",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "deal",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    merchant_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    title = table.Column<string>(type: "nvarchar(1600)", maxLength: 1600, nullable: false, collation: "Latin1_General_100_BIN2"),
                    search_title = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_100_BIN2"),
                    description = table.Column<string>(type: "nvarchar(max)", maxLength: 40000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    image_urls = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    price = table.Column<long>(type: "bigint", nullable: false),
                    list_price = table.Column<long>(type: "bigint", nullable: false),
                    discount = table.Column<long>(type: "bigint", nullable: false),
                    group_size = table.Column<long>(type: "bigint", nullable: true),
                    group_price = table.Column<long>(type: "bigint", nullable: true),
                    group_hours = table.Column<long>(type: "bigint", nullable: true),
                    share_reward = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    required_level = table.Column<int>(type: "int", nullable: false),
                    stock = table.Column<long>(type: "bigint", nullable: false),
                    per_user_limit = table.Column<long>(type: "bigint", nullable: false),
                    starts_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ends_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    is_redeemed = table.Column<bool>(type: "bit", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    published_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deal", x => x.id);
                    table.CheckConstraint("ck_deal_group", "(kind = 2 AND group_size >= 2 AND group_price > share_reward AND group_price < price AND group_hours > 0) OR (kind <> 2 AND group_size IS NULL AND group_price IS NULL AND group_hours IS NULL)");
                    table.CheckConstraint("ck_deal_price", "price > 0 AND price <= list_price AND list_price <= 10000000000000");
                    table.CheckConstraint("ck_deal_reward", "share_reward >= 0 AND share_reward < price");
                    table.CheckConstraint("ck_deal_stock", "stock > 0 AND per_user_limit > 0");
                    table.CheckConstraint("ck_deal_time", "starts_at < ends_at");
                    table.ForeignKey(
                        name: "FK_deal_merchant_merchant_id",
                        column: x => x.merchant_id,
                        principalTable: "merchant",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "merchant_customer",
                columns: table => new
                {
                    merchant_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    person_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    first_on = table.Column<DateOnly>(type: "date", nullable: false),
                    second_on = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant_customer", x => new { x.merchant_id, x.person_id });
                    table.ForeignKey(
                        name: "FK_merchant_customer_merchant_merchant_id",
                        column: x => x.merchant_id,
                        principalTable: "merchant",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_merchant_customer_person_person_id",
                        column: x => x.person_id,
                        principalTable: "person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "merchant_follower",
                columns: table => new
                {
                    merchant_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    since = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant_follower", x => new { x.merchant_id, x.user_id });
                    table.ForeignKey(
                        name: "FK_merchant_follower_merchant_merchant_id",
                        column: x => x.merchant_id,
                        principalTable: "merchant",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_merchant_follower_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "shop",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    merchant_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    name = table.Column<string>(type: "nvarchar(1200)", maxLength: 1200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    address = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    latitude = table.Column<double>(type: "float", nullable: false),
                    longitude = table.Column<double>(type: "float", nullable: false),
                    x = table.Column<double>(type: "float", nullable: false),
                    y = table.Column<double>(type: "float", nullable: false),
                    z = table.Column<double>(type: "float", nullable: false),
                    cell = table.Column<long>(type: "bigint", nullable: false),
                    added_at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_shop", x => x.id);
                    table.CheckConstraint("ck_shop_place", "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180");
                    table.ForeignKey(
                        name: "FK_shop_merchant_merchant_id",
                        column: x => x.merchant_id,
                        principalTable: "merchant",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "transactions",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    actor_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    payer_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    payee_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    bank_card_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    business_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    refunded = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    visibility = table.Column<int>(type: "int", nullable: false),
                    note = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    settles_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    reverses_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    refunds_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    operation = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true, collation: "Latin1_General_100_BIN2"),
                    request_key = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    charged_person_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    charged_lifetime = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_transactions", x => x.id);
                    table.CheckConstraint("ck_transactions_amount", "amount > 0 AND amount <= 10000000000000");
                    table.CheckConstraint("ck_transactions_refunded", "refunded BETWEEN 0 AND amount");
                    table.CheckConstraint("ck_transactions_two_sides", "payer_id IS NOT NULL OR payee_id IS NOT NULL OR business_id IS NOT NULL");
                    table.ForeignKey(
                        name: "FK_transactions_account_business_id",
                        column: x => x.business_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_transactions_bank_card_bank_card_id",
                        column: x => x.bank_card_id,
                        principalTable: "bank_card",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_transactions_person_charged_person_id",
                        column: x => x.charged_person_id,
                        principalTable: "person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_transactions_request_actor_id_operation_request_key",
                        columns: x => new { x.actor_id, x.operation, x.request_key },
                        principalTable: "request",
                        principalColumns: new[] { "actor_id", "operation", "key" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_transactions_transactions_refunds_id",
                        column: x => x.refunds_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_transactions_transactions_reverses_id",
                        column: x => x.reverses_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_transactions_users_actor_id",
                        column: x => x.actor_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_transactions_users_payee_id",
                        column: x => x.payee_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_transactions_users_payer_id",
                        column: x => x.payer_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "audit_event",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    session_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    detail = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2")
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
                name: "refresh_token",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: false),
                    session_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    expires_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    used_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refresh_token", x => x.hash);
                    table.ForeignKey(
                        name: "FK_refresh_token_session_session_id",
                        column: x => x.session_id,
                        principalTable: "session",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "community",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    name = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false, collation: "Latin1_General_100_BIN2"),
                    search_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    about = table.Column<string>(type: "nvarchar(max)", maxLength: 20000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    required_level = table.Column<int>(type: "int", nullable: false),
                    admission = table.Column<int>(type: "int", nullable: false),
                    is_for_members = table.Column<bool>(type: "bit", nullable: false),
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    goal_target = table.Column<long>(type: "bigint", nullable: true),
                    goal_currency = table.Column<int>(type: "int", nullable: true),
                    goal_deadline = table.Column<DateOnly>(type: "date", nullable: true),
                    member_count = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false),
                    closed_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community", x => x.id);
                    table.CheckConstraint("ck_community_goal", "(goal_target > 0 AND goal_target <= 10000000000000 AND goal_currency IS NOT NULL AND goal_deadline IS NOT NULL) OR (goal_target IS NULL AND goal_currency IS NULL AND goal_deadline IS NULL)");
                    table.CheckConstraint("ck_community_level", "required_level BETWEEN 0 AND 3");
                    table.CheckConstraint("ck_community_members", "member_count >= 0 AND member_count <= 100000");
                    table.ForeignKey(
                        name: "FK_community_fund_fund_id",
                        column: x => x.fund_id,
                        principalTable: "fund",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fund_day",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    value = table.Column<long>(type: "bigint", nullable: false),
                    income = table.Column<long>(type: "bigint", nullable: true),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    credited_to = table.Column<long>(type: "bigint", nullable: true),
                    closed_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fund_day", x => x.id);
                    table.CheckConstraint("ck_fund_day_closed", "(status = 2 AND closed_at IS NOT NULL) OR (status <> 2 AND closed_at IS NULL)");
                    table.CheckConstraint("ck_fund_day_started", "status <> 0 OR credited_to IS NULL");
                    table.CheckConstraint("ck_fund_day_value", "value BETWEEN 1 AND 9999999 AND (income IS NULL OR income BETWEEN 0 AND 999999)");
                    table.ForeignKey(
                        name: "FK_fund_day_fund_fund_id",
                        column: x => x.fund_id,
                        principalTable: "fund",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "holding",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    units = table.Column<long>(type: "bigint", nullable: false),
                    locked = table.Column<long>(type: "bigint", nullable: false),
                    carry = table.Column<long>(type: "bigint", nullable: false),
                    paid_in = table.Column<long>(type: "bigint", nullable: false),
                    paid_out = table.Column<long>(type: "bigint", nullable: false),
                    cost = table.Column<long>(type: "bigint", nullable: false),
                    visibility = table.Column<int>(type: "int", nullable: false),
                    opened_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_holding", x => x.id);
                    table.CheckConstraint("ck_holding_carry", "carry BETWEEN 0 AND 99999999");
                    table.CheckConstraint("ck_holding_money", "paid_in >= 0 AND paid_out >= 0 AND cost BETWEEN 0 AND paid_in");
                    table.CheckConstraint("ck_holding_owner", "(kind = 0 AND user_id IS NOT NULL AND number >= 1) OR (kind <> 0 AND user_id IS NULL AND number = -kind)");
                    table.CheckConstraint("ck_holding_units", "(kind = 1 AND units BETWEEN -10000000000000000 AND 0 AND locked = 0) OR (kind <> 1 AND units BETWEEN 0 AND 10000000000000000 AND locked BETWEEN 0 AND units)");
                    table.ForeignKey(
                        name: "FK_holding_fund_fund_id",
                        column: x => x.fund_id,
                        principalTable: "fund",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_holding_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "instant_use",
                columns: table => new
                {
                    person_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    used = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_instant_use", x => new { x.person_id, x.fund_id, x.day });
                    table.CheckConstraint("ck_instant_use", "used BETWEEN 0 AND 1000000");
                    table.ForeignKey(
                        name: "FK_instant_use_fund_fund_id",
                        column: x => x.fund_id,
                        principalTable: "fund",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_instant_use_person_person_id",
                        column: x => x.person_id,
                        principalTable: "person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "redeem_first",
                columns: table => new
                {
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    set_at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_redeem_first", x => x.user_id);
                    table.ForeignKey(
                        name: "FK_redeem_first_fund_fund_id",
                        column: x => x.fund_id,
                        principalTable: "fund",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_redeem_first_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "redemption_fee",
                columns: table => new
                {
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    from_day = table.Column<long>(type: "bigint", nullable: false),
                    fee = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_redemption_fee", x => new { x.fund_id, x.from_day });
                    table.CheckConstraint("ck_redemption_fee", "from_day BETWEEN 0 AND 3650 AND fee BETWEEN 0 AND 50000");
                    table.ForeignKey(
                        name: "FK_redemption_fee_fund_fund_id",
                        column: x => x.fund_id,
                        principalTable: "fund",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "standing_order",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    floor = table.Column<long>(type: "bigint", nullable: true),
                    amount = table.Column<long>(type: "bigint", nullable: true),
                    day_of_month = table.Column<long>(type: "bigint", nullable: true),
                    warned_at = table.Column<int>(type: "int", nullable: true),
                    set_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    due_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    paused_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    pause = table.Column<int>(type: "int", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_standing_order", x => x.id);
                    table.CheckConstraint("ck_standing_order_paused", "(paused_at IS NULL AND pause IS NULL AND due_at IS NOT NULL) OR (paused_at IS NOT NULL AND pause IS NOT NULL AND due_at IS NULL)");
                    table.CheckConstraint("ck_standing_order_terms", "(kind = 0 AND floor >= 0 AND amount IS NULL AND day_of_month IS NULL) OR (kind = 1 AND floor IS NULL AND amount > 0 AND day_of_month BETWEEN 1 AND 31)");
                    table.ForeignKey(
                        name: "FK_standing_order_fund_fund_id",
                        column: x => x.fund_id,
                        principalTable: "fund",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_standing_order_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "deal_buyer",
                columns: table => new
                {
                    deal_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    person_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    bought = table.Column<long>(type: "bigint", nullable: false),
                    most = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deal_buyer", x => new { x.deal_id, x.person_id });
                    table.CheckConstraint("ck_deal_buyer_bought", "bought BETWEEN 0 AND most");
                    table.ForeignKey(
                        name: "FK_deal_buyer_deal_deal_id",
                        column: x => x.deal_id,
                        principalTable: "deal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_deal_buyer_person_person_id",
                        column: x => x.person_id,
                        principalTable: "person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "deal_day",
                columns: table => new
                {
                    deal_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    part = table.Column<long>(type: "bigint", nullable: false),
                    merchant_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    views = table.Column<long>(type: "bigint", nullable: false),
                    orders = table.Column<long>(type: "bigint", nullable: false),
                    via_friends = table.Column<long>(type: "bigint", nullable: false),
                    redeemed = table.Column<long>(type: "bigint", nullable: false),
                    revenue = table.Column<long>(type: "bigint", nullable: false),
                    discounts = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deal_day", x => new { x.deal_id, x.date, x.part });
                    table.CheckConstraint("ck_deal_day_counts", "views >= 0 AND orders >= 0 AND via_friends BETWEEN 0 AND orders AND redeemed >= 0 AND revenue >= 0 AND discounts >= 0");
                    table.ForeignKey(
                        name: "FK_deal_day_deal_deal_id",
                        column: x => x.deal_id,
                        principalTable: "deal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_deal_day_merchant_merchant_id",
                        column: x => x.merchant_id,
                        principalTable: "merchant",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "deal_share",
                columns: table => new
                {
                    deal_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    sharer_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    recipient_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deal_share", x => new { x.deal_id, x.recipient_id, x.sharer_id });
                    table.CheckConstraint("ck_deal_share_two_people", "sharer_id <> recipient_id");
                    table.ForeignKey(
                        name: "FK_deal_share_deal_deal_id",
                        column: x => x.deal_id,
                        principalTable: "deal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_deal_share_users_recipient_id",
                        column: x => x.recipient_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_deal_share_users_sharer_id",
                        column: x => x.sharer_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "group_buy",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    deal_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    initiator_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    members = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    expires_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_group_buy", x => x.id);
                    table.CheckConstraint("ck_group_buy_complete", "status <> 1 OR members = size");
                    table.CheckConstraint("ck_group_buy_members", "members BETWEEN 1 AND size");
                    table.ForeignKey(
                        name: "FK_group_buy_deal_deal_id",
                        column: x => x.deal_id,
                        principalTable: "deal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_group_buy_users_initiator_id",
                        column: x => x.initiator_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stock_part",
                columns: table => new
                {
                    deal_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    part = table.Column<long>(type: "bigint", nullable: false),
                    remaining = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_stock_part", x => new { x.deal_id, x.part });
                    table.CheckConstraint("ck_stock_part_remaining", "remaining >= 0");
                    table.ForeignKey(
                        name: "FK_stock_part_deal_deal_id",
                        column: x => x.deal_id,
                        principalTable: "deal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "deal_shop",
                columns: table => new
                {
                    deal_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    shop_id = table.Column<byte[]>(type: "binary(16)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deal_shop", x => new { x.deal_id, x.shop_id });
                    table.ForeignKey(
                        name: "FK_deal_shop_deal_deal_id",
                        column: x => x.deal_id,
                        principalTable: "deal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_deal_shop_shop_shop_id",
                        column: x => x.shop_id,
                        principalTable: "shop",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bank_request",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    direction = table.Column<int>(type: "int", nullable: false),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    bank_card_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    actor_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    operation = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    key = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    attempts = table.Column<long>(type: "bigint", nullable: false),
                    next_attempt_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    contradicted_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    cleared_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    cleared_note = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bank_request", x => x.id);
                    table.CheckConstraint("ck_bank_request_cleared", "cleared_at IS NULL OR (contradicted_at IS NOT NULL AND cleared_note IS NOT NULL)");
                    table.CheckConstraint("ck_bank_request_contradicted", "contradicted_at IS NULL OR status <> 0");
                    table.ForeignKey(
                        name: "FK_bank_request_bank_card_bank_card_id",
                        column: x => x.bank_card_id,
                        principalTable: "bank_card",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_bank_request_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "hold",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    debit_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    credit_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    settles_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    expires_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    resolved_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    posted_amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hold", x => x.id);
                    table.CheckConstraint("ck_hold_amount", "amount > 0 AND amount <= 10000000000000");
                    table.CheckConstraint("ck_hold_posted", "(status = 1 AND posted_amount BETWEEN 1 AND amount) OR (status <> 1 AND posted_amount = 0)");
                    table.CheckConstraint("ck_hold_resolved", "(status = 0 AND resolved_at IS NULL) OR (status <> 0 AND resolved_at IS NOT NULL)");
                    table.CheckConstraint("ck_hold_two_accounts", "debit_id <> credit_id");
                    table.ForeignKey(
                        name: "FK_hold_account_credit_id_currency",
                        columns: x => new { x.credit_id, x.currency },
                        principalTable: "account",
                        principalColumns: new[] { "id", "currency" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_hold_account_debit_id_currency",
                        columns: x => new { x.debit_id, x.currency },
                        principalTable: "account",
                        principalColumns: new[] { "id", "currency" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_hold_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "loan",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    lender_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    borrower_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    principal = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    rate = table.Column<long>(type: "bigint", nullable: false),
                    months = table.Column<long>(type: "bigint", nullable: false),
                    repayment = table.Column<int>(type: "int", nullable: false),
                    purpose = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    status = table.Column<int>(type: "int", nullable: false),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    answer_by = table.Column<DateTime>(type: "datetime2", nullable: false),
                    accepted_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    paid_out_on = table.Column<DateOnly>(type: "date", nullable: true),
                    disbursement_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    trust_line_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    principal_repaid = table.Column<long>(type: "bigint", nullable: false),
                    interest_paid = table.Column<long>(type: "bigint", nullable: false),
                    principal_forgiven = table.Column<long>(type: "bigint", nullable: false),
                    interest_forgiven = table.Column<long>(type: "bigint", nullable: false),
                    next_due_on = table.Column<DateOnly>(type: "date", nullable: true),
                    auto_repay = table.Column<bool>(type: "bit", nullable: false),
                    forgiven_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    defaulted_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    closed_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    due_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    stepped_on = table.Column<DateOnly>(type: "date", nullable: true),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_loan", x => x.id);
                    table.CheckConstraint("ck_loan_amounts", "principal_repaid >= 0 AND principal_forgiven >= 0 AND interest_paid >= 0 AND interest_forgiven >= 0 AND principal_repaid + principal_forgiven <= principal");
                    table.CheckConstraint("ck_loan_closed", "(status IN (0, 1, 5) AND closed_at IS NULL AND due_at IS NOT NULL) OR (status = 9 AND closed_at IS NULL) OR (status IN (2, 3, 4, 7, 8) AND closed_at IS NOT NULL AND due_at IS NULL)");
                    table.CheckConstraint("ck_loan_defaulted", "status <> 9 OR defaulted_at IS NOT NULL");
                    table.CheckConstraint("ck_loan_forgiven", "status <> 7 OR (principal_forgiven = 0 AND interest_forgiven = 0)");
                    table.CheckConstraint("ck_loan_held", "status <> 1 OR disbursement_id IS NOT NULL");
                    table.CheckConstraint("ck_loan_paid_out", "(status IN (5, 7, 8, 9) AND paid_out_on IS NOT NULL AND accepted_at IS NOT NULL AND disbursement_id IS NOT NULL) OR (status IN (0, 1, 2, 3, 4) AND paid_out_on IS NULL AND accepted_at IS NULL AND principal_repaid = 0 AND interest_paid = 0)");
                    table.CheckConstraint("ck_loan_principal", "principal > 0 AND principal <= 10000000000000");
                    table.CheckConstraint("ck_loan_repaid", "status NOT IN (7, 8) OR principal_repaid + principal_forgiven = principal");
                    table.CheckConstraint("ck_loan_terms", "rate BETWEEN 0 AND 1000000 AND months BETWEEN 1 AND 36");
                    table.CheckConstraint("ck_loan_two_people", "lender_id <> borrower_id");
                    table.ForeignKey(
                        name: "FK_loan_transactions_disbursement_id",
                        column: x => x.disbursement_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_loan_trust_line_trust_line_id",
                        column: x => x.trust_line_id,
                        principalTable: "trust_line",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_loan_users_borrower_id",
                        column: x => x.borrower_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_loan_users_lender_id",
                        column: x => x.lender_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "payment_request",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    payer_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    payee_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    note = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    bill_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    status = table.Column<int>(type: "int", nullable: false),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    expires_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    closed_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payment_request", x => x.id);
                    table.CheckConstraint("ck_payment_request_amount", "amount > 0 AND amount <= 10000000000000");
                    table.CheckConstraint("ck_payment_request_closed", "(status = 0 AND closed_at IS NULL) OR (status <> 0 AND closed_at IS NOT NULL)");
                    table.CheckConstraint("ck_payment_request_paid", "(status = 1 AND transaction_id IS NOT NULL) OR (status <> 1 AND transaction_id IS NULL)");
                    table.CheckConstraint("ck_payment_request_two_people", "payer_id <> payee_id");
                    table.ForeignKey(
                        name: "FK_payment_request_bill_bill_id",
                        column: x => x.bill_id,
                        principalTable: "bill",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_payment_request_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_payment_request_users_payee_id",
                        column: x => x.payee_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_payment_request_users_payer_id",
                        column: x => x.payer_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "posting",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false),
                    debit_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    credit_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_posting", x => x.id);
                    table.CheckConstraint("ck_posting_amount", "amount > 0 AND amount <= 10000000000000");
                    table.CheckConstraint("ck_posting_two_accounts", "debit_id <> credit_id");
                    table.ForeignKey(
                        name: "FK_posting_account_credit_id_currency",
                        columns: x => new { x.credit_id, x.currency },
                        principalTable: "account",
                        principalColumns: new[] { "id", "currency" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_posting_account_debit_id_currency",
                        columns: x => new { x.debit_id, x.currency },
                        principalTable: "account",
                        principalColumns: new[] { "id", "currency" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_posting_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "transaction_event",
                columns: table => new
                {
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_transaction_event", x => new { x.transaction_id, x.number });
                    table.ForeignKey(
                        name: "FK_transaction_event_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "community_holders",
                columns: table => new
                {
                    community_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    institution_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    persons = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community_holders", x => new { x.institution_id, x.community_id });
                    table.CheckConstraint("ck_community_holders", "persons >= 0");
                    table.ForeignKey(
                        name: "FK_community_holders_community_community_id",
                        column: x => x.community_id,
                        principalTable: "community",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_community_holders_institution_institution_id",
                        column: x => x.institution_id,
                        principalTable: "institution",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "community_investment",
                columns: table => new
                {
                    community_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    tied_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    looked_on = table.Column<DateOnly>(type: "date", nullable: true),
                    published_on = table.Column<DateOnly>(type: "date", nullable: true),
                    value = table.Column<long>(type: "bigint", nullable: true),
                    invested = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community_investment", x => new { x.community_id, x.fund_id });
                    table.CheckConstraint("ck_community_investment_published", "(published_on IS NULL AND value IS NULL AND invested IS NULL) OR (published_on IS NOT NULL AND value > 0 AND (invested IS NULL OR invested >= 0))");
                    table.ForeignKey(
                        name: "FK_community_investment_community_community_id",
                        column: x => x.community_id,
                        principalTable: "community",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_community_investment_fund_fund_id",
                        column: x => x.fund_id,
                        principalTable: "fund",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "membership",
                columns: table => new
                {
                    community_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    request_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    standing = table.Column<int>(type: "int", nullable: false),
                    role = table.Column<int>(type: "int", nullable: false),
                    message = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    visibility = table.Column<int>(type: "int", nullable: false),
                    invited_by_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    since = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_membership", x => new { x.community_id, x.user_id });
                    table.CheckConstraint("ck_membership_role", "role = 0 OR standing = 2");
                    table.ForeignKey(
                        name: "FK_membership_community_community_id",
                        column: x => x.community_id,
                        principalTable: "community",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_membership_users_invited_by_id",
                        column: x => x.invited_by_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_membership_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "post",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    author_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    text = table.Column<string>(type: "nvarchar(max)", maxLength: 40000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    image_urls = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    visibility = table.Column<int>(type: "int", nullable: false),
                    community_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    deal_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    like_count = table.Column<long>(type: "bigint", nullable: false),
                    comment_count = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false),
                    pinned_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    deleted_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    hidden_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_post", x => x.id);
                    table.CheckConstraint("ck_post_community", "community_id IS NULL OR visibility = 2");
                    table.CheckConstraint("ck_post_counts", "like_count >= 0 AND comment_count >= 0");
                    table.CheckConstraint("ck_post_pinned", "pinned_at IS NULL OR community_id IS NOT NULL");
                    table.ForeignKey(
                        name: "FK_post_community_community_id",
                        column: x => x.community_id,
                        principalTable: "community",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_post_deal_deal_id",
                        column: x => x.deal_id,
                        principalTable: "deal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_post_users_author_id",
                        column: x => x.author_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fund_publication",
                columns: table => new
                {
                    fund_day_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    value = table.Column<long>(type: "bigint", nullable: false),
                    income = table.Column<long>(type: "bigint", nullable: true),
                    reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    published_by = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    published_at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fund_publication", x => new { x.fund_day_id, x.revision });
                    table.CheckConstraint("ck_fund_publication_correction", "(revision = 1 AND reason IS NULL) OR (revision > 1 AND reason IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_fund_publication_fund_day_fund_day_id",
                        column: x => x.fund_day_id,
                        principalTable: "fund_day",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_fund_publication_users_published_by",
                        column: x => x.published_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fund_order",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    holding_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    side = table.Column<int>(type: "int", nullable: false),
                    speed = table.Column<int>(type: "int", nullable: false),
                    ordered_amount = table.Column<long>(type: "bigint", nullable: true),
                    ordered_units = table.Column<long>(type: "bigint", nullable: true),
                    takes_all = table.Column<bool>(type: "bit", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    trade_on = table.Column<DateOnly>(type: "date", nullable: false),
                    settles_on = table.Column<DateOnly>(type: "date", nullable: false),
                    units = table.Column<long>(type: "bigint", nullable: true),
                    gross = table.Column<long>(type: "bigint", nullable: true),
                    fee = table.Column<long>(type: "bigint", nullable: true),
                    value = table.Column<long>(type: "bigint", nullable: true),
                    payment_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    standing = table.Column<int>(type: "int", nullable: true),
                    standing_on = table.Column<DateOnly>(type: "date", nullable: true),
                    visibility = table.Column<int>(type: "int", nullable: false),
                    warned_at = table.Column<int>(type: "int", nullable: true),
                    ordered_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    settled_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    cancelled_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    due_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fund_order", x => x.id);
                    table.CheckConstraint("ck_fund_order_asked", "(side = 0 AND ordered_amount > 0 AND ordered_units IS NULL AND payment_id IS NOT NULL AND speed = 1) OR (side = 1 AND ordered_units > 0 AND (payment_id IS NULL OR (speed = 0 AND ordered_amount > 0)))");
                    table.CheckConstraint("ck_fund_order_fee", "status IN (0, 3) OR (side = 0 AND gross + fee = ordered_amount) OR (side = 1 AND fee <= gross)");
                    table.CheckConstraint("ck_fund_order_over", "(status IN (0, 1) AND settled_at IS NULL AND cancelled_at IS NULL) OR (status = 2 AND settled_at IS NOT NULL AND cancelled_at IS NULL AND due_at IS NULL) OR (status = 3 AND cancelled_at IS NOT NULL AND settled_at IS NULL AND due_at IS NULL)");
                    table.CheckConstraint("ck_fund_order_priced", "(status IN (0, 3) AND units IS NULL AND gross IS NULL AND fee IS NULL AND value IS NULL) OR (status IN (1, 2) AND units > 0 AND gross >= 0 AND fee >= 0 AND value > 0)");
                    table.CheckConstraint("ck_fund_order_settles", "status <> 1 OR due_at IS NOT NULL");
                    table.CheckConstraint("ck_fund_order_standing", "(standing IS NULL AND standing_on IS NULL) OR (standing IS NOT NULL AND standing_on IS NOT NULL AND side = 0)");
                    table.ForeignKey(
                        name: "FK_fund_order_fund_fund_id",
                        column: x => x.fund_id,
                        principalTable: "fund",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_fund_order_holding_holding_id",
                        column: x => x.holding_id,
                        principalTable: "holding",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_fund_order_transactions_payment_id",
                        column: x => x.payment_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_fund_order_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    buyer_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    person_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    deal_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    merchant_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    quantity = table.Column<long>(type: "bigint", nullable: false),
                    paid = table.Column<long>(type: "bigint", nullable: false),
                    saved = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    visibility = table.Column<int>(type: "int", nullable: false),
                    group_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    sharer_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    reward = table.Column<long>(type: "bigint", nullable: false),
                    escrow_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    purchase_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    stock_part = table.Column<long>(type: "bigint", nullable: false),
                    voucher_hash = table.Column<byte[]>(type: "binary(33)", fixedLength: true, maxLength: 33, nullable: true),
                    status = table.Column<int>(type: "int", nullable: false),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    expires_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    due_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    closed_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    redeemed_shop_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    redeemed_by_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    refund_reason = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    refund_requested_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    refund_accepted = table.Column<bool>(type: "bit", nullable: true),
                    refund_answer = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_orders", x => x.id);
                    table.CheckConstraint("ck_orders_closed", "(status IN (0, 1, 4) AND closed_at IS NULL) OR (status IN (2, 3, 5, 6) AND closed_at IS NOT NULL AND due_at IS NULL)");
                    table.CheckConstraint("ck_orders_paid", "quantity > 0 AND paid > 0 AND paid <= 10000000000000 AND saved >= 0");
                    table.CheckConstraint("ck_orders_redeemed", "(status = 2 AND redeemed_shop_id IS NOT NULL AND redeemed_by_id IS NOT NULL) OR (status <> 2 AND redeemed_shop_id IS NULL AND redeemed_by_id IS NULL)");
                    table.CheckConstraint("ck_orders_refund", "status NOT IN (4, 5) OR refund_requested_at IS NOT NULL");
                    table.CheckConstraint("ck_orders_reward", "reward >= 0 AND reward < paid AND (reward = 0 OR sharer_id IS NOT NULL)");
                    table.CheckConstraint("ck_orders_sharer", "sharer_id IS NULL OR sharer_id <> buyer_id");
                    table.ForeignKey(
                        name: "FK_orders_account_escrow_id",
                        column: x => x.escrow_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_orders_deal_deal_id",
                        column: x => x.deal_id,
                        principalTable: "deal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_orders_group_buy_group_id",
                        column: x => x.group_id,
                        principalTable: "group_buy",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_orders_merchant_merchant_id",
                        column: x => x.merchant_id,
                        principalTable: "merchant",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_orders_person_person_id",
                        column: x => x.person_id,
                        principalTable: "person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_orders_shop_redeemed_shop_id",
                        column: x => x.redeemed_shop_id,
                        principalTable: "shop",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_orders_transactions_purchase_id",
                        column: x => x.purchase_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_orders_users_buyer_id",
                        column: x => x.buyer_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_orders_users_redeemed_by_id",
                        column: x => x.redeemed_by_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_orders_users_sharer_id",
                        column: x => x.sharer_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "guarantee",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    loan_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    guarantor_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    share = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<int>(type: "int", nullable: false),
                    status = table.Column<int>(type: "int", nullable: false),
                    called = table.Column<long>(type: "bigint", nullable: false),
                    paid = table.Column<long>(type: "bigint", nullable: false),
                    recovered = table.Column<long>(type: "bigint", nullable: false),
                    forgiven = table.Column<long>(type: "bigint", nullable: false),
                    asked_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    answered_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_guarantee", x => x.id);
                    table.CheckConstraint("ck_guarantee_amounts", "paid >= 0 AND paid <= called AND called <= share AND recovered >= 0 AND forgiven >= 0 AND recovered + forgiven <= paid");
                    table.CheckConstraint("ck_guarantee_called", "called = 0 OR status IN (4, 5)");
                    table.CheckConstraint("ck_guarantee_share", "share > 0 AND share <= 10000000000000");
                    table.ForeignKey(
                        name: "FK_guarantee_loan_loan_id",
                        column: x => x.loan_id,
                        principalTable: "loan",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_guarantee_users_guarantor_id",
                        column: x => x.guarantor_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "loan_contract",
                columns: table => new
                {
                    loan_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    text = table.Column<string>(type: "nvarchar(max)", maxLength: 32000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    digest = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    accepted_at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_loan_contract", x => x.loan_id);
                    table.ForeignKey(
                        name: "FK_loan_contract_loan_loan_id",
                        column: x => x.loan_id,
                        principalTable: "loan",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bill_share",
                columns: table => new
                {
                    bill_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    payer_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    request_id = table.Column<byte[]>(type: "binary(16)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bill_share", x => new { x.bill_id, x.payer_id });
                    table.CheckConstraint("ck_bill_share_amount", "amount > 0 AND amount <= 10000000000000");
                    table.ForeignKey(
                        name: "FK_bill_share_bill_bill_id",
                        column: x => x.bill_id,
                        principalTable: "bill",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_bill_share_payment_request_request_id",
                        column: x => x.request_id,
                        principalTable: "payment_request",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_bill_share_users_payer_id",
                        column: x => x.payer_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "entry",
                columns: table => new
                {
                    account_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    posting_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    opens = table.Column<bool>(type: "bit", nullable: false),
                    change = table.Column<long>(type: "bigint", nullable: false),
                    balance_after = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entry", x => new { x.account_id, x.sequence });
                    table.CheckConstraint("ck_entry_change", "(change = 0 AND posting_id IS NULL) OR (change <> 0 AND posting_id IS NOT NULL)");
                    table.CheckConstraint("ck_entry_sequence", "sequence > 0");
                    table.ForeignKey(
                        name: "FK_entry_account_account_id",
                        column: x => x.account_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_entry_posting_posting_id",
                        column: x => x.posting_id,
                        principalTable: "posting",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_entry_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "community_share",
                columns: table => new
                {
                    community_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    person_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    units = table.Column<long>(type: "bigint", nullable: false),
                    moved = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community_share", x => new { x.community_id, x.fund_id, x.person_id });
                    table.CheckConstraint("ck_community_share", "units > 0 AND moved >= 0");
                    table.ForeignKey(
                        name: "FK_community_share_community_investment_community_id_fund_id",
                        columns: x => new { x.community_id, x.fund_id },
                        principalTable: "community_investment",
                        principalColumns: new[] { "community_id", "fund_id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_community_share_person_person_id",
                        column: x => x.person_id,
                        principalTable: "person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "comment",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    post_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    author_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    text = table.Column<string>(type: "nvarchar(max)", maxLength: 10000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    reply_to_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    created_at = table.Column<DateTime>(type: "datetime2", nullable: false),
                    tiebreak = table.Column<long>(type: "bigint", nullable: false),
                    deleted_at = table.Column<DateTime>(type: "datetime2", nullable: true),
                    hidden_at = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_comment", x => x.id);
                    table.ForeignKey(
                        name: "FK_comment_comment_reply_to_id",
                        column: x => x.reply_to_id,
                        principalTable: "comment",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_comment_post_post_id",
                        column: x => x.post_id,
                        principalTable: "post",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_comment_users_author_id",
                        column: x => x.author_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "post_like",
                columns: table => new
                {
                    post_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    since = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_post_like", x => new { x.post_id, x.user_id });
                    table.ForeignKey(
                        name: "FK_post_like_post_post_id",
                        column: x => x.post_id,
                        principalTable: "post",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_post_like_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "post_mention",
                columns: table => new
                {
                    post_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    user_id = table.Column<byte[]>(type: "binary(16)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_post_mention", x => new { x.post_id, x.user_id });
                    table.ForeignKey(
                        name: "FK_post_mention_post_post_id",
                        column: x => x.post_id,
                        principalTable: "post",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_post_mention_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "community_order",
                columns: table => new
                {
                    order_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    community_id = table.Column<byte[]>(type: "binary(16)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_community_order", x => x.order_id);
                    table.ForeignKey(
                        name: "FK_community_order_community_community_id",
                        column: x => x.community_id,
                        principalTable: "community",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_community_order_fund_order_order_id",
                        column: x => x.order_id,
                        principalTable: "fund_order",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fund_order_transaction",
                columns: table => new
                {
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    order_id = table.Column<byte[]>(type: "binary(16)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fund_order_transaction", x => x.transaction_id);
                    table.ForeignKey(
                        name: "FK_fund_order_transaction_fund_order_order_id",
                        column: x => x.order_id,
                        principalTable: "fund_order",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_fund_order_transaction_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "unit_lot",
                columns: table => new
                {
                    order_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    holding_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    since = table.Column<DateOnly>(type: "date", nullable: false),
                    units = table.Column<long>(type: "bigint", nullable: false),
                    taken = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_unit_lot", x => x.order_id);
                    table.CheckConstraint("ck_unit_lot_taken", "units > 0 AND taken BETWEEN 0 AND units");
                    table.ForeignKey(
                        name: "FK_unit_lot_fund_order_order_id",
                        column: x => x.order_id,
                        principalTable: "fund_order",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_unit_lot_holding_holding_id",
                        column: x => x.holding_id,
                        principalTable: "holding",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "unit_posting",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    fund_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    kind = table.Column<int>(type: "int", nullable: false),
                    from_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    to_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    units = table.Column<long>(type: "bigint", nullable: false),
                    effective_on = table.Column<DateOnly>(type: "date", nullable: false),
                    order_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    income_of = table.Column<DateOnly>(type: "date", nullable: true),
                    at = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_unit_posting", x => x.id);
                    table.CheckConstraint("ck_unit_posting_income", "(kind = 2 AND income_of IS NOT NULL) OR (kind <> 2 AND income_of IS NULL)");
                    table.CheckConstraint("ck_unit_posting_order", "(kind IN (0, 1, 3) AND order_id IS NOT NULL) OR (kind IN (2, 4) AND order_id IS NULL)");
                    table.CheckConstraint("ck_unit_posting_units", "units > 0 AND from_id <> to_id");
                    table.ForeignKey(
                        name: "FK_unit_posting_fund_fund_id",
                        column: x => x.fund_id,
                        principalTable: "fund",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_unit_posting_fund_order_order_id",
                        column: x => x.order_id,
                        principalTable: "fund_order",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_unit_posting_holding_from_id",
                        column: x => x.from_id,
                        principalTable: "holding",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_unit_posting_holding_to_id",
                        column: x => x.to_id,
                        principalTable: "holding",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "order_transaction",
                columns: table => new
                {
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    order_id = table.Column<byte[]>(type: "binary(16)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_order_transaction", x => x.transaction_id);
                    table.ForeignKey(
                        name: "FK_order_transaction_orders_order_id",
                        column: x => x.order_id,
                        principalTable: "orders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_order_transaction_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "loan_transaction",
                columns: table => new
                {
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    loan_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    guarantee_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    paid_on = table.Column<DateOnly>(type: "date", nullable: false),
                    principal = table.Column<long>(type: "bigint", nullable: false),
                    interest = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_loan_transaction", x => x.transaction_id);
                    table.CheckConstraint("ck_loan_transaction_amounts", "principal >= 0 AND interest >= 0 AND number >= 1");
                    table.ForeignKey(
                        name: "FK_loan_transaction_guarantee_guarantee_id",
                        column: x => x.guarantee_id,
                        principalTable: "guarantee",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_loan_transaction_loan_loan_id",
                        column: x => x.loan_id,
                        principalTable: "loan",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_loan_transaction_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.InsertData(
                table: "account",
                columns: new[] { "id", "closed_at", "credits_pending", "credits_posted", "currency", "debits_pending", "debits_posted", "floor", "kind", "last_sequence", "owner_id" },
                columnTypes: new[] { "binary(16)", "datetime2", "bigint", "bigint", "int", "bigint", "bigint", "bigint", "int", "bigint", "binary(16)" },
                values: new object[,]
                {
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 1 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 16 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 15 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 14 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 13 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 12 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 11 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 10 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 9 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 8 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 7 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 6 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 5 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 4 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 3 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 2, 2 }, null, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 0, 2 }, null, 0L, 0L, 0, 0L, 0L, -100000000000000000L, 7, 0L, null },
                    { new byte[] { 255, 255, 255, 255, 255, 255, 112, 0, 128, 0, 0, 0, 0, 0, 0, 1 }, null, 0L, 0L, 0, 0L, 0L, -100000000000000000L, 1, 0L, null }
                });

            migrationBuilder.CreateIndex(
                name: "IX_account_owner_id",
                table: "account",
                column: "owner_id",
                unique: true,
                filter: "owner_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_activity_actor_id_number",
                table: "activity",
                columns: new[] { "actor_id", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_activity_other_id",
                table: "activity",
                column: "other_id");

            migrationBuilder.CreateIndex(
                name: "ix_activity_source",
                table: "activity",
                columns: new[] { "source_id", "number" },
                filter: "source_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_activity_subject_id",
                table: "activity",
                column: "subject_id");

            migrationBuilder.CreateIndex(
                name: "IX_attempt_counter_reserved_at",
                table: "attempt_counter",
                column: "reserved_at");

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
                name: "IX_bank_card_evidence_id",
                table: "bank_card",
                column: "evidence_id");

            migrationBuilder.CreateIndex(
                name: "IX_bank_card_user_id_number_hash",
                table: "bank_card",
                columns: new[] { "user_id", "number_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_bank_card_default",
                table: "bank_card",
                column: "user_id",
                unique: true,
                filter: "default_since IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_bank_request_bank_card_id",
                table: "bank_request",
                column: "bank_card_id");

            migrationBuilder.CreateIndex(
                name: "ix_bank_request_contradicted",
                table: "bank_request",
                column: "contradicted_at",
                filter: "contradicted_at IS NOT NULL AND cleared_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_bank_request_open",
                table: "bank_request",
                column: "next_attempt_at",
                filter: "status = 0");

            migrationBuilder.CreateIndex(
                name: "IX_bank_request_transaction_id",
                table: "bank_request",
                column: "transaction_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_bill_payer_id_created_at",
                table: "bill",
                columns: new[] { "payer_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_bill_share_payer_id",
                table: "bill_share",
                column: "payer_id");

            migrationBuilder.CreateIndex(
                name: "IX_bill_share_request_id",
                table: "bill_share",
                column: "request_id");

            migrationBuilder.CreateIndex(
                name: "IX_block_other_id",
                table: "block",
                column: "other_id");

            migrationBuilder.CreateIndex(
                name: "IX_business_member_user_id",
                table: "business_member",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_comment_author_id_post_id",
                table: "comment",
                columns: new[] { "author_id", "post_id" });

            migrationBuilder.CreateIndex(
                name: "IX_comment_post_id_created_at_tiebreak",
                table: "comment",
                columns: new[] { "post_id", "created_at", "tiebreak" });

            migrationBuilder.CreateIndex(
                name: "ix_comment_reply",
                table: "comment",
                column: "reply_to_id",
                filter: "reply_to_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_community_created_at_tiebreak",
                table: "community",
                columns: new[] { "created_at", "tiebreak" },
                descending: new[] { true, false });

            migrationBuilder.CreateIndex(
                name: "IX_community_fund_id_created_at",
                table: "community",
                columns: new[] { "fund_id", "created_at" },
                filter: "fund_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_community_holders_community_id",
                table: "community_holders",
                column: "community_id");

            migrationBuilder.CreateIndex(
                name: "IX_community_investment_fund_id_looked_on",
                table: "community_investment",
                columns: new[] { "fund_id", "looked_on" });

            migrationBuilder.CreateIndex(
                name: "ux_community_investment_current",
                table: "community_investment",
                column: "community_id",
                unique: true,
                filter: "looked_on IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_community_order_community_id",
                table: "community_order",
                column: "community_id");

            migrationBuilder.CreateIndex(
                name: "IX_community_share_person_id",
                table: "community_share",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "IX_content_report_author_id",
                table: "content_report",
                column: "author_id");

            migrationBuilder.CreateIndex(
                name: "IX_content_report_outcome_at_tiebreak",
                table: "content_report",
                columns: new[] { "outcome", "at", "tiebreak" });

            migrationBuilder.CreateIndex(
                name: "IX_content_report_reporter_id",
                table: "content_report",
                column: "reporter_id");

            migrationBuilder.CreateIndex(
                name: "IX_content_report_resolved_by_id",
                table: "content_report",
                column: "resolved_by_id");

            migrationBuilder.CreateIndex(
                name: "IX_content_report_subject_id_reporter_id",
                table: "content_report",
                columns: new[] { "subject_id", "reporter_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_data_export_token_hash",
                table: "data_export",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_data_export_user_id_requested_at",
                table: "data_export",
                columns: new[] { "user_id", "requested_at" });

            migrationBuilder.CreateIndex(
                name: "IX_deal_created_at_tiebreak",
                table: "deal",
                columns: new[] { "created_at", "tiebreak" },
                descending: new[] { true, false });

            migrationBuilder.CreateIndex(
                name: "IX_deal_discount_tiebreak",
                table: "deal",
                columns: new[] { "discount", "tiebreak" });

            migrationBuilder.CreateIndex(
                name: "IX_deal_ends_at_tiebreak",
                table: "deal",
                columns: new[] { "ends_at", "tiebreak" });

            migrationBuilder.CreateIndex(
                name: "IX_deal_merchant_id_created_at_tiebreak",
                table: "deal",
                columns: new[] { "merchant_id", "created_at", "tiebreak" },
                descending: new[] { false, true, false });

            migrationBuilder.CreateIndex(
                name: "IX_deal_price_tiebreak",
                table: "deal",
                columns: new[] { "price", "tiebreak" });

            migrationBuilder.CreateIndex(
                name: "IX_deal_buyer_person_id",
                table: "deal_buyer",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "IX_deal_day_merchant_id_date",
                table: "deal_day",
                columns: new[] { "merchant_id", "date" });

            migrationBuilder.CreateIndex(
                name: "IX_deal_share_recipient_id",
                table: "deal_share",
                column: "recipient_id");

            migrationBuilder.CreateIndex(
                name: "IX_deal_share_sharer_id",
                table: "deal_share",
                column: "sharer_id");

            migrationBuilder.CreateIndex(
                name: "IX_deal_shop_shop_id",
                table: "deal_shop",
                column: "shop_id");

            migrationBuilder.CreateIndex(
                name: "IX_deal_view_date",
                table: "deal_view",
                column: "date");

            migrationBuilder.CreateIndex(
                name: "IX_entry_posting_id",
                table: "entry",
                column: "posting_id");

            migrationBuilder.CreateIndex(
                name: "IX_entry_transaction_id_account_id",
                table: "entry",
                columns: new[] { "transaction_id", "account_id" });

            migrationBuilder.CreateIndex(
                name: "IX_evidence_claimed_person_id",
                table: "evidence",
                column: "claimed_person_id");

            migrationBuilder.CreateIndex(
                name: "IX_evidence_user_id_submitted_at",
                table: "evidence",
                columns: new[] { "user_id", "submitted_at" });

            migrationBuilder.CreateIndex(
                name: "IX_evidence_valid_until",
                table: "evidence",
                column: "valid_until",
                filter: "valid_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_external_login_user_id",
                table: "external_login",
                column: "user_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_feed_event_activity_id",
                table: "feed_event",
                column: "activity_id");

            migrationBuilder.CreateIndex(
                name: "ix_feed_event_actor",
                table: "feed_event",
                columns: new[] { "actor_id", "sequence" },
                filter: "actor_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_feed_event_circle",
                table: "feed_event",
                column: "sequence",
                filter: "circle_of_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_feed_event_notification_id",
                table: "feed_event",
                column: "notification_id");

            migrationBuilder.CreateIndex(
                name: "ix_feed_event_recipient",
                table: "feed_event",
                columns: new[] { "recipient_id", "sequence" },
                filter: "recipient_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_feed_event_source",
                table: "feed_event",
                columns: new[] { "source_id", "sequence" },
                filter: "source_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_friend_request_from_id_sent_at",
                table: "friend_request",
                columns: new[] { "from_id", "sent_at" });

            migrationBuilder.CreateIndex(
                name: "IX_friend_request_to_id_sent_at",
                table: "friend_request",
                columns: new[] { "to_id", "sent_at" });

            migrationBuilder.CreateIndex(
                name: "ux_friend_request_open",
                table: "friend_request",
                columns: new[] { "from_id", "to_id" },
                unique: true,
                filter: "status = 0");

            migrationBuilder.CreateIndex(
                name: "IX_friendship_friend_id",
                table: "friendship",
                column: "friend_id");

            migrationBuilder.CreateIndex(
                name: "IX_friendship_owner_id_friend_id",
                table: "friendship",
                columns: new[] { "owner_id", "friend_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_friendship_owner_id_since_tiebreak_friend_id",
                table: "friendship",
                columns: new[] { "owner_id", "since", "tiebreak", "friend_id" },
                descending: new[] { false, true, false, false });

            migrationBuilder.CreateIndex(
                name: "ix_fund_advance_due",
                table: "fund",
                column: "advance_due_at",
                filter: "advance_due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_fund_code",
                table: "fund",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_fund_custody_id",
                table: "fund",
                column: "custody_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_fund_institution_id",
                table: "fund",
                column: "institution_id");

            migrationBuilder.CreateIndex(
                name: "IX_fund_liquidity_id",
                table: "fund",
                column: "liquidity_id",
                unique: true,
                filter: "liquidity_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_fund_sort_name_code",
                table: "fund",
                columns: new[] { "sort_name", "code" });

            migrationBuilder.CreateIndex(
                name: "IX_fund_transit_id",
                table: "fund",
                column: "transit_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_fund_day_fund_id_day",
                table: "fund_day",
                columns: new[] { "fund_id", "day" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_fund_day_open",
                table: "fund_day",
                column: "status",
                filter: "status <> 2");

            migrationBuilder.CreateIndex(
                name: "ix_fund_order_due",
                table: "fund_order",
                column: "due_at",
                filter: "due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_fund_order_fund_id_trade_on",
                table: "fund_order",
                columns: new[] { "fund_id", "trade_on" });

            migrationBuilder.CreateIndex(
                name: "IX_fund_order_holding_id_ordered_at",
                table: "fund_order",
                columns: new[] { "holding_id", "ordered_at" });

            migrationBuilder.CreateIndex(
                name: "ix_fund_order_open",
                table: "fund_order",
                columns: new[] { "fund_id", "trade_on", "id" },
                filter: "status IN (0, 1)");

            migrationBuilder.CreateIndex(
                name: "IX_fund_order_payment_id",
                table: "fund_order",
                column: "payment_id",
                unique: true,
                filter: "payment_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_fund_order_user_id_ordered_at",
                table: "fund_order",
                columns: new[] { "user_id", "ordered_at" });

            migrationBuilder.CreateIndex(
                name: "ux_fund_order_auto_invest",
                table: "fund_order",
                columns: new[] { "user_id", "standing_on" },
                unique: true,
                filter: "standing = 0");

            migrationBuilder.CreateIndex(
                name: "ux_fund_order_plan",
                table: "fund_order",
                columns: new[] { "user_id", "fund_id", "standing_on" },
                unique: true,
                filter: "standing = 1");

            migrationBuilder.CreateIndex(
                name: "IX_fund_order_transaction_order_id",
                table: "fund_order_transaction",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "IX_fund_publication_published_by",
                table: "fund_publication",
                column: "published_by");

            migrationBuilder.CreateIndex(
                name: "IX_group_buy_deal_id_expires_at_tiebreak",
                table: "group_buy",
                columns: new[] { "deal_id", "expires_at", "tiebreak" });

            migrationBuilder.CreateIndex(
                name: "IX_group_buy_initiator_id",
                table: "group_buy",
                column: "initiator_id");

            migrationBuilder.CreateIndex(
                name: "ix_group_buy_open",
                table: "group_buy",
                column: "expires_at",
                filter: "status = 0");

            migrationBuilder.CreateIndex(
                name: "IX_guarantee_guarantor_id_asked_at",
                table: "guarantee",
                columns: new[] { "guarantor_id", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "IX_guarantee_loan_id_guarantor_id",
                table: "guarantee",
                columns: new[] { "loan_id", "guarantor_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_hold_credit_id_currency",
                table: "hold",
                columns: new[] { "credit_id", "currency" });

            migrationBuilder.CreateIndex(
                name: "IX_hold_debit_id_currency",
                table: "hold",
                columns: new[] { "debit_id", "currency" });

            migrationBuilder.CreateIndex(
                name: "ix_hold_expires",
                table: "hold",
                column: "expires_at",
                filter: "status = 0");

            migrationBuilder.CreateIndex(
                name: "ix_hold_settles",
                table: "hold",
                column: "settles_at",
                filter: "status = 0");

            migrationBuilder.CreateIndex(
                name: "ux_hold_transaction",
                table: "hold",
                column: "transaction_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_holding_fund_id_number",
                table: "holding",
                columns: new[] { "fund_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_holding_user_id_opened_at",
                table: "holding",
                columns: new[] { "user_id", "opened_at" });

            migrationBuilder.CreateIndex(
                name: "ux_holding_of_house",
                table: "holding",
                columns: new[] { "fund_id", "kind" },
                unique: true,
                filter: "user_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_holding_of_user",
                table: "holding",
                columns: new[] { "fund_id", "user_id" },
                unique: true,
                filter: "user_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_instant_use_fund_id",
                table: "instant_use",
                column: "fund_id");

            migrationBuilder.CreateIndex(
                name: "IX_institution_licence_number",
                table: "institution",
                column: "licence_number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_institution_owner_id",
                table: "institution",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "IX_institution_settlement_id",
                table: "institution",
                column: "settlement_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_institution_verified_by",
                table: "institution",
                column: "verified_by");

            migrationBuilder.CreateIndex(
                name: "IX_known_device_token_hash",
                table: "known_device",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_known_device_user_id_last_used_at",
                table: "known_device",
                columns: new[] { "user_id", "last_used_at" });

            migrationBuilder.CreateIndex(
                name: "IX_loan_borrower_id_created_at",
                table: "loan",
                columns: new[] { "borrower_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_loan_disbursement_id",
                table: "loan",
                column: "disbursement_id",
                unique: true,
                filter: "disbursement_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_loan_due",
                table: "loan",
                column: "due_at",
                filter: "due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_loan_lender_id_created_at",
                table: "loan",
                columns: new[] { "lender_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_loan_trust_line_id",
                table: "loan",
                column: "trust_line_id",
                filter: "trust_line_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_loan_transaction_guarantee_id",
                table: "loan_transaction",
                column: "guarantee_id",
                filter: "guarantee_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_loan_transaction_loan_id_number",
                table: "loan_transaction",
                columns: new[] { "loan_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_membership_community_id_standing_since",
                table: "membership",
                columns: new[] { "community_id", "standing", "since" });

            migrationBuilder.CreateIndex(
                name: "IX_membership_invited_by_id",
                table: "membership",
                column: "invited_by_id");

            migrationBuilder.CreateIndex(
                name: "IX_membership_request_id",
                table: "membership",
                column: "request_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_membership_user_id_standing_since",
                table: "membership",
                columns: new[] { "user_id", "standing", "since" });

            migrationBuilder.CreateIndex(
                name: "ux_membership_owner",
                table: "membership",
                column: "community_id",
                unique: true,
                filter: "role = 2");

            migrationBuilder.CreateIndex(
                name: "IX_merchant_handle",
                table: "merchant",
                column: "handle",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_merchant_owner_id",
                table: "merchant",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "IX_merchant_settlement_id",
                table: "merchant",
                column: "settlement_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_merchant_sort_name_handle",
                table: "merchant",
                columns: new[] { "sort_name", "handle" });

            migrationBuilder.CreateIndex(
                name: "ux_merchant_personal_shop",
                table: "merchant",
                column: "owner_id",
                unique: true,
                filter: "category = 7");

            migrationBuilder.CreateIndex(
                name: "IX_merchant_customer_merchant_id_first_on",
                table: "merchant_customer",
                columns: new[] { "merchant_id", "first_on" });

            migrationBuilder.CreateIndex(
                name: "IX_merchant_customer_person_id",
                table: "merchant_customer",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "IX_merchant_follower_user_id_since",
                table: "merchant_follower",
                columns: new[] { "user_id", "since" });

            migrationBuilder.CreateIndex(
                name: "IX_notification_actor_id",
                table: "notification",
                column: "actor_id");

            migrationBuilder.CreateIndex(
                name: "IX_notification_context_id",
                table: "notification",
                column: "context_id",
                filter: "context_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_notification_recipient_id_number",
                table: "notification",
                columns: new[] { "recipient_id", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_notification_subject_id",
                table: "notification",
                column: "subject_id");

            migrationBuilder.CreateIndex(
                name: "ix_notification_unread",
                table: "notification",
                column: "recipient_id",
                filter: "read_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_order_transaction_order_id",
                table: "order_transaction",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "IX_orders_buyer_id_created_at",
                table: "orders",
                columns: new[] { "buyer_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_orders_deal_id_buyer_id",
                table: "orders",
                columns: new[] { "deal_id", "buyer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_due",
                table: "orders",
                column: "due_at",
                filter: "due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_orders_escrow_id",
                table: "orders",
                column: "escrow_id");

            migrationBuilder.CreateIndex(
                name: "IX_orders_merchant_id_buyer_id",
                table: "orders",
                columns: new[] { "merchant_id", "buyer_id" });

            migrationBuilder.CreateIndex(
                name: "IX_orders_merchant_id_created_at",
                table: "orders",
                columns: new[] { "merchant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_orders_person_id",
                table: "orders",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "IX_orders_purchase_id",
                table: "orders",
                column: "purchase_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_orders_redeemed_by_id",
                table: "orders",
                column: "redeemed_by_id");

            migrationBuilder.CreateIndex(
                name: "IX_orders_redeemed_shop_id",
                table: "orders",
                column: "redeemed_shop_id");

            migrationBuilder.CreateIndex(
                name: "IX_orders_sharer_id",
                table: "orders",
                column: "sharer_id");

            migrationBuilder.CreateIndex(
                name: "IX_orders_voucher_hash",
                table: "orders",
                column: "voucher_hash",
                unique: true,
                filter: "voucher_hash IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ux_orders_group_person",
                table: "orders",
                columns: new[] { "group_id", "person_id" },
                unique: true,
                filter: "group_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_passkey_credential_id",
                table: "passkey",
                column: "credential_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_passkey_user_id_created_at",
                table: "passkey",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_passkey_challenge_expires_at",
                table: "passkey_challenge",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_passkey_challenge_user_id",
                table: "passkey_challenge",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_payment_request_bill_id",
                table: "payment_request",
                column: "bill_id");

            migrationBuilder.CreateIndex(
                name: "ix_payment_request_open",
                table: "payment_request",
                column: "expires_at",
                filter: "status = 0");

            migrationBuilder.CreateIndex(
                name: "IX_payment_request_payee_id_created_at",
                table: "payment_request",
                columns: new[] { "payee_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_payment_request_payer_id_created_at",
                table: "payment_request",
                columns: new[] { "payer_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_payment_request_transaction_id",
                table: "payment_request",
                column: "transaction_id",
                unique: true,
                filter: "transaction_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_person_claimed_again",
                table: "person",
                column: "erased_at",
                filter: "erased_at IS NOT NULL AND masked_id_number <> ''");

            migrationBuilder.CreateIndex(
                name: "IX_person_id_number_hash",
                table: "person",
                column: "id_number_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_phone_challenge_expires_at",
                table: "phone_challenge",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_phone_challenge_user_id",
                table: "phone_challenge",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_post_author_id_created_at_tiebreak",
                table: "post",
                columns: new[] { "author_id", "created_at", "tiebreak" },
                descending: new[] { false, true, false });

            migrationBuilder.CreateIndex(
                name: "ix_post_community",
                table: "post",
                columns: new[] { "community_id", "created_at", "tiebreak" },
                descending: new[] { false, true, false },
                filter: "community_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_post_deal",
                table: "post",
                column: "deal_id",
                filter: "deal_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_post_pinned",
                table: "post",
                column: "community_id",
                filter: "pinned_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_post_like_user_id",
                table: "post_like",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_post_mention_user_id",
                table: "post_mention",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_posting_credit_id_currency",
                table: "posting",
                columns: new[] { "credit_id", "currency" });

            migrationBuilder.CreateIndex(
                name: "IX_posting_debit_id_currency",
                table: "posting",
                columns: new[] { "debit_id", "currency" });

            migrationBuilder.CreateIndex(
                name: "IX_posting_transaction_id_position",
                table: "posting",
                columns: new[] { "transaction_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_redeem_first_fund_id",
                table: "redeem_first",
                column: "fund_id");

            migrationBuilder.CreateIndex(
                name: "IX_refresh_token_session_id",
                table: "refresh_token",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "IX_risk_assessment_person_id_answered_at",
                table: "risk_assessment",
                columns: new[] { "person_id", "answered_at" });

            migrationBuilder.CreateIndex(
                name: "IX_risk_assessment_user_id",
                table: "risk_assessment",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_session_device_id",
                table: "session",
                column: "device_id");

            migrationBuilder.CreateIndex(
                name: "IX_session_user_id_created_at",
                table: "session",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_shop_cell",
                table: "shop",
                column: "cell");

            migrationBuilder.CreateIndex(
                name: "IX_shop_merchant_id",
                table: "shop",
                column: "merchant_id");

            migrationBuilder.CreateIndex(
                name: "ix_standing_order_due",
                table: "standing_order",
                column: "due_at",
                filter: "due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_standing_order_fund_id",
                table: "standing_order",
                column: "fund_id");

            migrationBuilder.CreateIndex(
                name: "ux_standing_order_auto_invest",
                table: "standing_order",
                column: "user_id",
                unique: true,
                filter: "kind = 0");

            migrationBuilder.CreateIndex(
                name: "ux_standing_order_plan",
                table: "standing_order",
                columns: new[] { "user_id", "fund_id" },
                unique: true,
                filter: "kind = 1");

            migrationBuilder.CreateIndex(
                name: "IX_transactions_bank_card_id",
                table: "transactions",
                column: "bank_card_id");

            migrationBuilder.CreateIndex(
                name: "IX_transactions_business_id",
                table: "transactions",
                column: "business_id");

            migrationBuilder.CreateIndex(
                name: "IX_transactions_charged_person_id",
                table: "transactions",
                column: "charged_person_id");

            migrationBuilder.CreateIndex(
                name: "IX_transactions_payee_id",
                table: "transactions",
                column: "payee_id");

            migrationBuilder.CreateIndex(
                name: "IX_transactions_payer_id",
                table: "transactions",
                column: "payer_id");

            migrationBuilder.CreateIndex(
                name: "IX_transactions_refunds_id",
                table: "transactions",
                column: "refunds_id",
                filter: "refunds_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_transactions_reverses_id",
                table: "transactions",
                column: "reverses_id",
                unique: true,
                filter: "reverses_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ux_transactions_request",
                table: "transactions",
                columns: new[] { "actor_id", "operation", "request_key" },
                unique: true,
                filter: "request_key IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_trust_line_giver_id_receiver_id",
                table: "trust_line",
                columns: new[] { "giver_id", "receiver_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_trust_line_receiver_id",
                table: "trust_line",
                column: "receiver_id");

            migrationBuilder.CreateIndex(
                name: "IX_unit_lot_holding_id_since",
                table: "unit_lot",
                columns: new[] { "holding_id", "since" });

            migrationBuilder.CreateIndex(
                name: "IX_unit_posting_from_id_effective_on",
                table: "unit_posting",
                columns: new[] { "from_id", "effective_on" });

            migrationBuilder.CreateIndex(
                name: "IX_unit_posting_fund_id_effective_on",
                table: "unit_posting",
                columns: new[] { "fund_id", "effective_on" });

            migrationBuilder.CreateIndex(
                name: "IX_unit_posting_order_id",
                table: "unit_posting",
                column: "order_id",
                unique: true,
                filter: "order_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_unit_posting_to_id_effective_on",
                table: "unit_posting",
                columns: new[] { "to_id", "effective_on" });

            migrationBuilder.CreateIndex(
                name: "ux_unit_posting_income",
                table: "unit_posting",
                columns: new[] { "to_id", "income_of" },
                unique: true,
                filter: "income_of IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_users_closed_at",
                table: "users",
                column: "closed_at",
                filter: "closed_at IS NOT NULL AND erased_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_users_handle",
                table: "users",
                column: "handle",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_users_joined_through_id",
                table: "users",
                column: "joined_through_id");

            migrationBuilder.CreateIndex(
                name: "IX_users_person_id",
                table: "users",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "IX_users_phone",
                table: "users",
                column: "phone",
                unique: true,
                filter: "phone IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_users_previous_phone",
                table: "users",
                column: "previous_phone",
                filter: "previous_phone IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_users_search_name",
                table: "users",
                column: "search_name");

            migrationBuilder.AppendOnly("posting", "id");
            migrationBuilder.AppendOnly("entry", "account_id", "sequence");
            migrationBuilder.AppendOnly("transaction_event", "transaction_id", "number");
            migrationBuilder.AppendOnly("audit_event", "sequence");
            migrationBuilder.AppendOnly("data_key", "name");
            migrationBuilder.AppendOnly("order_transaction", "transaction_id");
            migrationBuilder.AppendOnly("loan_contract", "loan_id");
            migrationBuilder.AppendOnly("loan_transaction", "transaction_id");
            migrationBuilder.AppendOnly("fund_publication", "fund_day_id", "revision");
            migrationBuilder.AppendOnly("unit_posting", "id");
            migrationBuilder.AppendOnly("fund_order_transaction", "transaction_id");
            migrationBuilder.AppendOnly("risk_assessment", "id");
            migrationBuilder.LogOnly();
            migrationBuilder.FactsOnly();
            migrationBuilder.HoldsOnce();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attempt_counter");

            migrationBuilder.DropTable(
                name: "audit_event");

            migrationBuilder.DropTable(
                name: "bank_request");

            migrationBuilder.DropTable(
                name: "bill_share");

            migrationBuilder.DropTable(
                name: "block");

            migrationBuilder.DropTable(
                name: "business_member");

            migrationBuilder.DropTable(
                name: "comment");

            migrationBuilder.DropTable(
                name: "community_holders");

            migrationBuilder.DropTable(
                name: "community_order");

            migrationBuilder.DropTable(
                name: "community_share");

            migrationBuilder.DropTable(
                name: "content_report");

            migrationBuilder.DropTable(
                name: "data_export");

            migrationBuilder.DropTable(
                name: "data_key");

            migrationBuilder.DropTable(
                name: "deal_buyer");

            migrationBuilder.DropTable(
                name: "deal_day");

            migrationBuilder.DropTable(
                name: "deal_share");

            migrationBuilder.DropTable(
                name: "deal_shop");

            migrationBuilder.DropTable(
                name: "deal_view");

            migrationBuilder.DropTable(
                name: "entry");

            migrationBuilder.DropTable(
                name: "external_login");

            migrationBuilder.DropTable(
                name: "feed_event");

            migrationBuilder.DropTable(
                name: "friend_request");

            migrationBuilder.DropTable(
                name: "friendship");

            migrationBuilder.DropTable(
                name: "fund_order_transaction");

            migrationBuilder.DropTable(
                name: "fund_publication");

            migrationBuilder.DropTable(
                name: "hold");

            migrationBuilder.DropTable(
                name: "instant_use");

            migrationBuilder.DropTable(
                name: "lease");

            migrationBuilder.DropTable(
                name: "limit_counter");

            migrationBuilder.DropTable(
                name: "loan_contract");

            migrationBuilder.DropTable(
                name: "loan_transaction");

            migrationBuilder.DropTable(
                name: "log_start");

            migrationBuilder.DropTable(
                name: "membership");

            migrationBuilder.DropTable(
                name: "merchant_customer");

            migrationBuilder.DropTable(
                name: "merchant_follower");

            migrationBuilder.DropTable(
                name: "order_transaction");

            migrationBuilder.DropTable(
                name: "passkey");

            migrationBuilder.DropTable(
                name: "passkey_challenge");

            migrationBuilder.DropTable(
                name: "phone_challenge");

            migrationBuilder.DropTable(
                name: "post_like");

            migrationBuilder.DropTable(
                name: "post_mention");

            migrationBuilder.DropTable(
                name: "redeem_first");

            migrationBuilder.DropTable(
                name: "redemption_fee");

            migrationBuilder.DropTable(
                name: "refresh_token");

            migrationBuilder.DropTable(
                name: "risk_assessment");

            migrationBuilder.DropTable(
                name: "sort_order");

            migrationBuilder.DropTable(
                name: "standing_order");

            migrationBuilder.DropTable(
                name: "stock_part");

            migrationBuilder.DropTable(
                name: "transaction_event");

            migrationBuilder.DropTable(
                name: "trust_snapshot");

            migrationBuilder.DropTable(
                name: "unit_lot");

            migrationBuilder.DropTable(
                name: "unit_posting");

            migrationBuilder.DropTable(
                name: "payment_request");

            migrationBuilder.DropTable(
                name: "community_investment");

            migrationBuilder.DropTable(
                name: "posting");

            migrationBuilder.DropTable(
                name: "activity");

            migrationBuilder.DropTable(
                name: "notification");

            migrationBuilder.DropTable(
                name: "fund_day");

            migrationBuilder.DropTable(
                name: "guarantee");

            migrationBuilder.DropTable(
                name: "orders");

            migrationBuilder.DropTable(
                name: "post");

            migrationBuilder.DropTable(
                name: "session");

            migrationBuilder.DropTable(
                name: "fund_order");

            migrationBuilder.DropTable(
                name: "bill");

            migrationBuilder.DropTable(
                name: "loan");

            migrationBuilder.DropTable(
                name: "group_buy");

            migrationBuilder.DropTable(
                name: "shop");

            migrationBuilder.DropTable(
                name: "community");

            migrationBuilder.DropTable(
                name: "known_device");

            migrationBuilder.DropTable(
                name: "holding");

            migrationBuilder.DropTable(
                name: "transactions");

            migrationBuilder.DropTable(
                name: "trust_line");

            migrationBuilder.DropTable(
                name: "deal");

            migrationBuilder.DropTable(
                name: "fund");

            migrationBuilder.DropTable(
                name: "bank_card");

            migrationBuilder.DropTable(
                name: "request");

            migrationBuilder.DropTable(
                name: "merchant");

            migrationBuilder.DropTable(
                name: "institution");

            migrationBuilder.DropTable(
                name: "evidence");

            migrationBuilder.DropTable(
                name: "account");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "person");
        }
    }
}
