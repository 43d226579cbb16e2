using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Graph.Domain.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class FeedOfMerchants : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_feed_event_merchant_id",
                table: "feed_event");

            migrationBuilder.CreateIndex(
                name: "ix_feed_event_of_merchant",
                table: "feed_event",
                columns: new[] { "merchant_id", "sequence" },
                filter: "merchant_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_feed_event_of_merchant",
                table: "feed_event");

            migrationBuilder.CreateIndex(
                name: "IX_feed_event_merchant_id",
                table: "feed_event",
                column: "merchant_id");
        }
    }
}
