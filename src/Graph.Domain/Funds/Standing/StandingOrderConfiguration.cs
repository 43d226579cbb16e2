using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Funds.Standing;

internal sealed class StandingOrderConfiguration : IEntityTypeConfiguration<StandingOrder>
{
    public void Configure(EntityTypeBuilder<StandingOrder> order)
    {
        order.HasKey(o => o.Id);
        order.HasOne<User>().WithMany().HasForeignKey(o => o.UserId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Fund>().WithMany().HasForeignKey(o => o.FundId).OnDelete(DeleteBehavior.Restrict);
        order.HasIndex(o => o.UserId).IsUnique().HasFilter("kind = 0").HasDatabaseName("ux_standing_order_auto_invest");
        order.HasIndex(o => new { o.UserId, o.FundId }).IsUnique().HasFilter("kind = 1").HasDatabaseName("ux_standing_order_plan");
        order.HasIndex(o => o.DueAt).HasFilter("due_at IS NOT NULL").HasDatabaseName("ix_standing_order_due");
        order.ToTable(table =>
        {
            table.HasCheckConstraint(
                "ck_standing_order_terms",
                "(kind = 0 AND floor >= 0 AND amount IS NULL AND day_of_month IS NULL) "
                    + "OR (kind = 1 AND floor IS NULL AND amount > 0 AND day_of_month BETWEEN 1 AND 31)");
            table.HasCheckConstraint(
                "ck_standing_order_paused",
                "(paused_at IS NULL AND pause IS NULL AND due_at IS NOT NULL) "
                    + "OR (paused_at IS NOT NULL AND pause IS NOT NULL AND due_at IS NULL)");
        });
    }
}
