using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Graph.Domain.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class DealFacts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Apart from Deals: SQLite rebuilds tables at the end of a migration, and drops their triggers with the old ones.
            migrationBuilder.AppendOnly("order_transaction");
            migrationBuilder.FactsOnly(Facts.WithBusiness);
            migrationBuilder.HoldsOnce();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {

        }
    }
}
