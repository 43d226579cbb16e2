using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Funds.Orders;

internal sealed class FundOrderConfiguration :
    IEntityTypeConfiguration<FundOrder>, IEntityTypeConfiguration<FundOrderTransaction>, IEntityTypeConfiguration<InstantUse>
{
    public void Configure(EntityTypeBuilder<FundOrder> order)
    {
        order.HasKey(o => o.Id);
        order.Ignore(o => o.PaidOut);
        order.HasOne<Fund>().WithMany().HasForeignKey(o => o.FundId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<User>().WithMany().HasForeignKey(o => o.UserId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Holding>().WithMany().HasForeignKey(o => o.HoldingId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Transaction>().WithMany().HasForeignKey(o => o.PaymentId).OnDelete(DeleteBehavior.Restrict);
        order.HasIndex(o => o.PaymentId).IsUnique().HasFilter("payment_id IS NOT NULL");
        order.HasIndex(o => new { o.HoldingId, o.OrderedAt });
        order.HasIndex(o => new { o.UserId, o.OrderedAt });
        order.HasIndex(o => new { o.FundId, o.TradeOn });
        order.HasIndex(o => new { o.FundId, o.TradeOn, o.Id }).HasFilter("status IN (0, 1)").HasDatabaseName("ix_fund_order_open");
        order.HasIndex(o => o.DueAt).HasFilter("due_at IS NOT NULL").HasDatabaseName("ix_fund_order_due");
        order.HasIndex(o => new { o.UserId, o.StandingOn })
            .IsUnique()
            .HasFilter("standing = 0")
            .HasDatabaseName("ux_fund_order_auto_invest");
        order.HasIndex(o => new { o.UserId, o.FundId, o.StandingOn })
            .IsUnique()
            .HasFilter("standing = 1")
            .HasDatabaseName("ux_fund_order_plan");
        order.ToTable(table =>
        {
            table.HasCheckConstraint(
                "ck_fund_order_standing",
                "(standing IS NULL AND standing_on IS NULL) OR (standing IS NOT NULL AND standing_on IS NOT NULL AND side = 0)");
            table.HasCheckConstraint(
                "ck_fund_order_asked",
                "(side = 0 AND ordered_amount > 0 AND ordered_units IS NULL AND payment_id IS NOT NULL AND speed = 1) "
                    + "OR (side = 1 AND ordered_units > 0 AND (payment_id IS NULL OR (speed = 0 AND ordered_amount > 0)))");
            table.HasCheckConstraint(
                "ck_fund_order_priced",
                "(status IN (0, 3) AND units IS NULL AND gross IS NULL AND fee IS NULL AND value IS NULL) "
                    + "OR (status IN (1, 2) AND units > 0 AND gross >= 0 AND fee >= 0 AND value > 0)");
            table.HasCheckConstraint(
                "ck_fund_order_fee",
                "status IN (0, 3) OR (side = 0 AND gross + fee = ordered_amount) OR (side = 1 AND fee <= gross)");
            table.HasCheckConstraint(
                "ck_fund_order_over",
                "(status IN (0, 1) AND settled_at IS NULL AND cancelled_at IS NULL) "
                    + "OR (status = 2 AND settled_at IS NOT NULL AND cancelled_at IS NULL AND due_at IS NULL) "
                    + "OR (status = 3 AND cancelled_at IS NOT NULL AND settled_at IS NULL AND due_at IS NULL)");
            table.HasCheckConstraint("ck_fund_order_settles", "status <> 1 OR due_at IS NOT NULL");
        });
    }

    public void Configure(EntityTypeBuilder<FundOrderTransaction> transaction)
    {
        transaction.HasKey(t => t.TransactionId);
        transaction.HasOne<Transaction>().WithMany().HasForeignKey(t => t.TransactionId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<FundOrder>().WithMany().HasForeignKey(t => t.OrderId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasIndex(t => t.OrderId);
        transaction.ToTable(table => table.HasTrigger("tr_fund_order_transaction_append_only"));
    }

    public void Configure(EntityTypeBuilder<InstantUse> use)
    {
        use.HasKey(u => new { u.PersonId, u.FundId, u.Day });
        use.HasOne<Person>().WithMany().HasForeignKey(u => u.PersonId).OnDelete(DeleteBehavior.Restrict);
        use.HasOne<Fund>().WithMany().HasForeignKey(u => u.FundId).OnDelete(DeleteBehavior.Restrict);
        use.ToTable(table => table.HasCheckConstraint("ck_instant_use", "used BETWEEN 0 AND 1000000"));
    }
}
