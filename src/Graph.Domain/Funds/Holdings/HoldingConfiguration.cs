using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Funds.Holdings;

internal sealed class HoldingConfiguration :
    IEntityTypeConfiguration<Holding>, IEntityTypeConfiguration<UnitPosting>, IEntityTypeConfiguration<UnitLot>
{
    public void Configure(EntityTypeBuilder<Holding> holding)
    {
        holding.HasKey(h => h.Id);
        holding.Ignore(h => h.Free);
        holding.HasOne<Fund>().WithMany().HasForeignKey(h => h.FundId).OnDelete(DeleteBehavior.Restrict);
        holding.HasOne<User>().WithMany().HasForeignKey(h => h.UserId).OnDelete(DeleteBehavior.Restrict);
        holding.HasIndex(h => new { h.FundId, h.UserId }).IsUnique().HasFilter("user_id IS NOT NULL").HasDatabaseName("ux_holding_of_user");
        holding.HasIndex(h => new { h.FundId, h.Kind }).IsUnique().HasFilter("user_id IS NULL").HasDatabaseName("ux_holding_of_house");
        holding.HasIndex(h => new { h.FundId, h.Number }).IsUnique();
        holding.HasIndex(h => new { h.UserId, h.OpenedAt });
        holding.ToTable(table =>
        {
            table.HasCheckConstraint("ck_holding_owner", "(kind = 0 AND user_id IS NOT NULL AND number >= 1) OR (kind <> 0 AND user_id IS NULL AND number = -kind)");
            table.HasCheckConstraint(
                "ck_holding_units",
                "(kind = 1 AND units BETWEEN -10000000000000000 AND 0 AND locked = 0) "
                    + "OR (kind <> 1 AND units BETWEEN 0 AND 10000000000000000 AND locked BETWEEN 0 AND units)");
            table.HasCheckConstraint("ck_holding_carry", "carry BETWEEN 0 AND 99999999");
            table.HasCheckConstraint("ck_holding_money", "paid_in >= 0 AND paid_out >= 0 AND cost BETWEEN 0 AND paid_in");
        });
    }

    public void Configure(EntityTypeBuilder<UnitPosting> posting)
    {
        posting.HasKey(p => p.Id);
        posting.HasOne<Fund>().WithMany().HasForeignKey(p => p.FundId).OnDelete(DeleteBehavior.Restrict);
        posting.HasOne<Holding>().WithMany().HasForeignKey(p => p.FromId).OnDelete(DeleteBehavior.Restrict);
        posting.HasOne<Holding>().WithMany().HasForeignKey(p => p.ToId).OnDelete(DeleteBehavior.Restrict);
        posting.HasOne<FundOrder>().WithMany().HasForeignKey(p => p.OrderId).OnDelete(DeleteBehavior.Restrict);
        posting.HasIndex(p => new { p.FundId, p.EffectiveOn });
        posting.HasIndex(p => new { p.FromId, p.EffectiveOn });
        posting.HasIndex(p => new { p.ToId, p.EffectiveOn });
        posting.HasIndex(p => p.OrderId).IsUnique().HasFilter("order_id IS NOT NULL");
        posting.HasIndex(p => new { p.ToId, p.IncomeOf }).IsUnique().HasFilter("income_of IS NOT NULL").HasDatabaseName("ux_unit_posting_income");
        posting.ToTable(table =>
        {
            table.HasCheckConstraint("ck_unit_posting_units", "units > 0 AND from_id <> to_id");
            table.HasCheckConstraint("ck_unit_posting_income", "(kind = 2 AND income_of IS NOT NULL) OR (kind <> 2 AND income_of IS NULL)");
            table.HasCheckConstraint("ck_unit_posting_order", "(kind IN (0, 1, 3) AND order_id IS NOT NULL) OR (kind IN (2, 4) AND order_id IS NULL)");
            table.HasTrigger("tr_unit_posting_append_only");
        });
    }

    public void Configure(EntityTypeBuilder<UnitLot> lot)
    {
        lot.HasKey(l => l.OrderId);
        lot.HasOne<FundOrder>().WithMany().HasForeignKey(l => l.OrderId).OnDelete(DeleteBehavior.Restrict);
        lot.HasOne<Holding>().WithMany().HasForeignKey(l => l.HoldingId).OnDelete(DeleteBehavior.Restrict);
        lot.HasIndex(l => new { l.HoldingId, l.Since });
        lot.ToTable(table => table.HasCheckConstraint("ck_unit_lot_taken", "units > 0 AND taken BETWEEN 0 AND units"));
    }
}
