using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Graph.Domain.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Deals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_transactions_two_sides",
                table: "transactions");

            migrationBuilder.DropCheckConstraint(
                name: "ck_account_wallet_floor",
                table: "account");

            migrationBuilder.AddColumn<byte[]>(
                name: "business_id",
                table: "transactions",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "merchant_id",
                table: "feed_event",
                type: "BLOB",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "business_member",
                columns: table => new
                {
                    account_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    since = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                name: "merchant",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    handle = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    display_name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    search_name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    avatar_url = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    about = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    category = table.Column<int>(type: "INTEGER", nullable: false),
                    licence_number = table.Column<string>(type: "TEXT", maxLength: 18, nullable: true),
                    owner_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    settlement_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    follower_count = table.Column<long>(type: "INTEGER", nullable: false),
                    opened_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant", x => x.id);
                    table.CheckConstraint("ck_merchant_follower_count", "follower_count >= 0");
                    table.CheckConstraint("ck_merchant_follower_count_integer", "typeof(follower_count) = 'integer'");
                    table.CheckConstraint("ck_merchant_licence", "(category = 7 AND licence_number IS NULL) OR (category <> 7 AND licence_number IS NOT NULL)");
                    table.CheckConstraint("ck_merchant_version_integer", "typeof(version) = 'integer'");
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
                name: "deal",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    merchant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    title = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    search_title = table.Column<string>(type: "TEXT", maxLength: 160, nullable: false),
                    description = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    image_urls = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    price = table.Column<long>(type: "INTEGER", nullable: false),
                    list_price = table.Column<long>(type: "INTEGER", nullable: false),
                    discount = table.Column<long>(type: "INTEGER", nullable: false),
                    group_size = table.Column<long>(type: "INTEGER", nullable: true),
                    group_price = table.Column<long>(type: "INTEGER", nullable: true),
                    group_hours = table.Column<long>(type: "INTEGER", nullable: true),
                    share_reward = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<int>(type: "INTEGER", nullable: false),
                    required_level = table.Column<int>(type: "INTEGER", nullable: false),
                    stock = table.Column<long>(type: "INTEGER", nullable: false),
                    per_user_limit = table.Column<long>(type: "INTEGER", nullable: false),
                    starts_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ends_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    is_redeemed = table.Column<bool>(type: "INTEGER", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    published_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    tiebreak = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deal", x => x.id);
                    table.CheckConstraint("ck_deal_discount_integer", "typeof(discount) = 'integer'");
                    table.CheckConstraint("ck_deal_group", "(kind = 2 AND group_size >= 2 AND group_price > share_reward AND group_price < price AND group_hours > 0) OR (kind <> 2 AND group_size IS NULL AND group_price IS NULL AND group_hours IS NULL)");
                    table.CheckConstraint("ck_deal_list_price_integer", "typeof(list_price) = 'integer'");
                    table.CheckConstraint("ck_deal_per_user_limit_integer", "typeof(per_user_limit) = 'integer'");
                    table.CheckConstraint("ck_deal_price", "price > 0 AND price <= list_price AND list_price <= 10000000000000");
                    table.CheckConstraint("ck_deal_price_integer", "typeof(price) = 'integer'");
                    table.CheckConstraint("ck_deal_reward", "share_reward >= 0 AND share_reward < price");
                    table.CheckConstraint("ck_deal_share_reward_integer", "typeof(share_reward) = 'integer'");
                    table.CheckConstraint("ck_deal_stock", "stock > 0 AND per_user_limit > 0");
                    table.CheckConstraint("ck_deal_stock_integer", "typeof(stock) = 'integer'");
                    table.CheckConstraint("ck_deal_tiebreak_integer", "typeof(tiebreak) = 'integer'");
                    table.CheckConstraint("ck_deal_time", "starts_at < ends_at");
                    table.CheckConstraint("ck_deal_version_integer", "typeof(version) = 'integer'");
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
                    merchant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    first_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    second_on = table.Column<DateOnly>(type: "TEXT", nullable: true)
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
                    merchant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    since = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    merchant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    address = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    latitude = table.Column<double>(type: "REAL", nullable: false),
                    longitude = table.Column<double>(type: "REAL", nullable: false),
                    x = table.Column<double>(type: "REAL", nullable: false),
                    y = table.Column<double>(type: "REAL", nullable: false),
                    z = table.Column<double>(type: "REAL", nullable: false),
                    cell = table.Column<long>(type: "INTEGER", nullable: false),
                    added_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_shop", x => x.id);
                    table.CheckConstraint("ck_shop_cell_integer", "typeof(cell) = 'integer'");
                    table.CheckConstraint("ck_shop_place", "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180");
                    table.ForeignKey(
                        name: "FK_shop_merchant_merchant_id",
                        column: x => x.merchant_id,
                        principalTable: "merchant",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "deal_buyer",
                columns: table => new
                {
                    deal_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    bought = table.Column<long>(type: "INTEGER", nullable: false),
                    most = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deal_buyer", x => new { x.deal_id, x.person_id });
                    table.CheckConstraint("ck_deal_buyer_bought", "bought BETWEEN 0 AND most");
                    table.CheckConstraint("ck_deal_buyer_bought_integer", "typeof(bought) = 'integer'");
                    table.CheckConstraint("ck_deal_buyer_most_integer", "typeof(most) = 'integer'");
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
                    deal_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    part = table.Column<long>(type: "INTEGER", nullable: false),
                    merchant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    views = table.Column<long>(type: "INTEGER", nullable: false),
                    orders = table.Column<long>(type: "INTEGER", nullable: false),
                    via_friends = table.Column<long>(type: "INTEGER", nullable: false),
                    redeemed = table.Column<long>(type: "INTEGER", nullable: false),
                    revenue = table.Column<long>(type: "INTEGER", nullable: false),
                    discounts = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deal_day", x => new { x.deal_id, x.date, x.part });
                    table.CheckConstraint("ck_deal_day_counts", "views >= 0 AND orders >= 0 AND via_friends BETWEEN 0 AND orders AND redeemed >= 0 AND revenue >= 0 AND discounts >= 0");
                    table.CheckConstraint("ck_deal_day_discounts_integer", "typeof(discounts) = 'integer'");
                    table.CheckConstraint("ck_deal_day_orders_integer", "typeof(orders) = 'integer'");
                    table.CheckConstraint("ck_deal_day_part_integer", "typeof(part) = 'integer'");
                    table.CheckConstraint("ck_deal_day_redeemed_integer", "typeof(redeemed) = 'integer'");
                    table.CheckConstraint("ck_deal_day_revenue_integer", "typeof(revenue) = 'integer'");
                    table.CheckConstraint("ck_deal_day_via_friends_integer", "typeof(via_friends) = 'integer'");
                    table.CheckConstraint("ck_deal_day_views_integer", "typeof(views) = 'integer'");
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
                    deal_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    sharer_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    recipient_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    deal_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    initiator_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    size = table.Column<long>(type: "INTEGER", nullable: false),
                    members = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    expires_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    tiebreak = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_group_buy", x => x.id);
                    table.CheckConstraint("ck_group_buy_complete", "status <> 1 OR members = size");
                    table.CheckConstraint("ck_group_buy_members", "members BETWEEN 1 AND size");
                    table.CheckConstraint("ck_group_buy_members_integer", "typeof(members) = 'integer'");
                    table.CheckConstraint("ck_group_buy_size_integer", "typeof(size) = 'integer'");
                    table.CheckConstraint("ck_group_buy_tiebreak_integer", "typeof(tiebreak) = 'integer'");
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
                    deal_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    part = table.Column<long>(type: "INTEGER", nullable: false),
                    remaining = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_stock_part", x => new { x.deal_id, x.part });
                    table.CheckConstraint("ck_stock_part_part_integer", "typeof(part) = 'integer'");
                    table.CheckConstraint("ck_stock_part_remaining", "remaining >= 0");
                    table.CheckConstraint("ck_stock_part_remaining_integer", "typeof(remaining) = 'integer'");
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
                    deal_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    shop_id = table.Column<byte[]>(type: "BLOB", nullable: false)
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
                name: "orders",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    buyer_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    deal_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    merchant_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    quantity = table.Column<long>(type: "INTEGER", nullable: false),
                    paid = table.Column<long>(type: "INTEGER", nullable: false),
                    saved = table.Column<long>(type: "INTEGER", nullable: false),
                    currency = table.Column<int>(type: "INTEGER", nullable: false),
                    visibility = table.Column<int>(type: "INTEGER", nullable: false),
                    group_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    sharer_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    reward = table.Column<long>(type: "INTEGER", nullable: false),
                    escrow_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    purchase_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    stock_part = table.Column<long>(type: "INTEGER", nullable: false),
                    voucher_hash = table.Column<byte[]>(type: "BLOB", fixedLength: true, maxLength: 33, nullable: true),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    expires_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    due_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    closed_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    refund_reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    refund_requested_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    refund_accepted = table.Column<bool>(type: "INTEGER", nullable: true),
                    refund_answer = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    tiebreak = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_orders", x => x.id);
                    table.CheckConstraint("ck_orders_closed", "(status IN (0, 1, 4) AND closed_at IS NULL) OR (status IN (2, 3, 5, 6) AND closed_at IS NOT NULL AND due_at IS NULL)");
                    table.CheckConstraint("ck_orders_paid", "quantity > 0 AND paid > 0 AND paid <= 10000000000000 AND saved >= 0");
                    table.CheckConstraint("ck_orders_paid_integer", "typeof(paid) = 'integer'");
                    table.CheckConstraint("ck_orders_quantity_integer", "typeof(quantity) = 'integer'");
                    table.CheckConstraint("ck_orders_refund", "status NOT IN (4, 5) OR refund_requested_at IS NOT NULL");
                    table.CheckConstraint("ck_orders_reward", "reward >= 0 AND reward < paid AND (reward = 0 OR sharer_id IS NOT NULL)");
                    table.CheckConstraint("ck_orders_reward_integer", "typeof(reward) = 'integer'");
                    table.CheckConstraint("ck_orders_saved_integer", "typeof(saved) = 'integer'");
                    table.CheckConstraint("ck_orders_sharer", "sharer_id IS NULL OR sharer_id <> buyer_id");
                    table.CheckConstraint("ck_orders_stock_part_integer", "typeof(stock_part) = 'integer'");
                    table.CheckConstraint("ck_orders_tiebreak_integer", "typeof(tiebreak) = 'integer'");
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
                        name: "FK_orders_users_sharer_id",
                        column: x => x.sharer_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "order_transaction",
                columns: table => new
                {
                    transaction_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    order_id = table.Column<byte[]>(type: "BLOB", nullable: false)
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

            migrationBuilder.InsertData(
                table: "account",
                columns: new[] { "id", "credits_pending", "credits_posted", "currency", "debits_pending", "debits_posted", "floor", "kind", "last_sequence", "owner_id" },
                values: new object[,]
                {
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 1 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 2 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 3 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 4 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 5 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 6 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 7 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 8 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 9 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 10 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 11 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 12 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 13 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 14 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 15 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null },
                    { new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 16 }, 0L, 0L, 0, 0L, 0L, 0L, 3, 0L, null }
                });

            migrationBuilder.CreateIndex(
                name: "IX_transactions_business_id",
                table: "transactions",
                column: "business_id");

            migrationBuilder.AddCheckConstraint(
                name: "ck_transactions_two_sides",
                table: "transactions",
                sql: "payer_id IS NOT NULL OR payee_id IS NOT NULL OR business_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_feed_event_merchant_id",
                table: "feed_event",
                column: "merchant_id");

            migrationBuilder.AddCheckConstraint(
                name: "ck_account_floor_of_kind",
                table: "account",
                sql: "kind = 1 OR floor = 0");

            migrationBuilder.CreateIndex(
                name: "IX_business_member_user_id",
                table: "business_member",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_deal_created_at_tiebreak",
                table: "deal",
                columns: new[] { "created_at", "tiebreak" });

            migrationBuilder.CreateIndex(
                name: "IX_deal_discount_tiebreak",
                table: "deal",
                columns: new[] { "discount", "tiebreak" });

            migrationBuilder.CreateIndex(
                name: "IX_deal_ends_at_tiebreak",
                table: "deal",
                columns: new[] { "ends_at", "tiebreak" });

            migrationBuilder.CreateIndex(
                name: "IX_deal_merchant_id",
                table: "deal",
                column: "merchant_id");

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
                name: "IX_merchant_handle",
                table: "merchant",
                column: "handle",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_merchant_licence_number",
                table: "merchant",
                column: "licence_number",
                unique: true,
                filter: "licence_number IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_merchant_settlement_id",
                table: "merchant",
                column: "settlement_id",
                unique: true);

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
                name: "IX_shop_cell",
                table: "shop",
                column: "cell");

            migrationBuilder.CreateIndex(
                name: "IX_shop_merchant_id",
                table: "shop",
                column: "merchant_id");

            migrationBuilder.AddForeignKey(
                name: "FK_feed_event_merchant_merchant_id",
                table: "feed_event",
                column: "merchant_id",
                principalTable: "merchant",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_transactions_account_business_id",
                table: "transactions",
                column: "business_id",
                principalTable: "account",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_feed_event_merchant_merchant_id",
                table: "feed_event");

            migrationBuilder.DropForeignKey(
                name: "FK_transactions_account_business_id",
                table: "transactions");

            migrationBuilder.DropTable(
                name: "business_member");

            migrationBuilder.DropTable(
                name: "deal_buyer");

            migrationBuilder.DropTable(
                name: "deal_day");

            migrationBuilder.DropTable(
                name: "deal_share");

            migrationBuilder.DropTable(
                name: "deal_shop");

            migrationBuilder.DropTable(
                name: "merchant_customer");

            migrationBuilder.DropTable(
                name: "merchant_follower");

            migrationBuilder.DropTable(
                name: "order_transaction");

            migrationBuilder.DropTable(
                name: "stock_part");

            migrationBuilder.DropTable(
                name: "shop");

            migrationBuilder.DropTable(
                name: "orders");

            migrationBuilder.DropTable(
                name: "group_buy");

            migrationBuilder.DropTable(
                name: "deal");

            migrationBuilder.DropTable(
                name: "merchant");

            migrationBuilder.DropIndex(
                name: "IX_transactions_business_id",
                table: "transactions");

            migrationBuilder.DropCheckConstraint(
                name: "ck_transactions_two_sides",
                table: "transactions");

            migrationBuilder.DropIndex(
                name: "IX_feed_event_merchant_id",
                table: "feed_event");

            migrationBuilder.DropCheckConstraint(
                name: "ck_account_floor_of_kind",
                table: "account");

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 1 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 2 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 3 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 4 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 5 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 6 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 7 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 8 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 9 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 10 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 11 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 12 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 13 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 14 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 15 });

            migrationBuilder.DeleteData(
                table: "account",
                keyColumn: "id",
                keyValue: new byte[] { 0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 16 });

            migrationBuilder.DropColumn(
                name: "business_id",
                table: "transactions");

            migrationBuilder.DropColumn(
                name: "merchant_id",
                table: "feed_event");

            migrationBuilder.AddCheckConstraint(
                name: "ck_transactions_two_sides",
                table: "transactions",
                sql: "payer_id IS NOT NULL OR payee_id IS NOT NULL");

            migrationBuilder.AddCheckConstraint(
                name: "ck_account_wallet_floor",
                table: "account",
                sql: "kind <> 0 OR floor = 0");
        }
    }
}
