using Graph.Domain.Funds.Institutions;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Shared.Texts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Funds.Catalogue;

internal sealed class FundConfiguration : IEntityTypeConfiguration<Fund>, IEntityTypeConfiguration<RedemptionFee>
{
    public void Configure(EntityTypeBuilder<Fund> fund)
    {
        fund.HasKey(f => f.Id);
        fund.Ignore(f => f.IsMoneyMarket);
        fund.Property(f => f.Code).HasMaxLength(Fund.MaxCode);
        fund.Property(f => f.DisplayName).HasMaxLength(TextKind.DisplayName.MaxUnits);
        fund.Property(f => f.SearchName).HasMaxLength(SearchForm.MaxName);
        fund.HasOne<Institution>().WithMany().HasForeignKey(f => f.InstitutionId).OnDelete(DeleteBehavior.Restrict);
        fund.HasOne<Account>().WithMany().HasForeignKey(f => f.CustodyId).OnDelete(DeleteBehavior.Restrict);
        fund.HasOne<Account>().WithMany().HasForeignKey(f => f.TransitId).OnDelete(DeleteBehavior.Restrict);
        fund.HasOne<Account>().WithMany().HasForeignKey(f => f.LiquidityId).OnDelete(DeleteBehavior.Restrict);
        fund.HasIndex(f => f.Code).IsUnique();
        fund.HasIndex(f => new { f.SortName, f.Code });
        fund.HasIndex(f => f.CustodyId).IsUnique();
        fund.HasIndex(f => f.TransitId).IsUnique();
        fund.HasIndex(f => f.LiquidityId).IsUnique().HasFilter("liquidity_id IS NOT NULL");
        fund.HasIndex(f => f.AdvanceDueAt).HasFilter("advance_due_at IS NOT NULL").HasDatabaseName("ix_fund_advance_due");
        fund.ToTable(table =>
        {
            table.HasCheckConstraint("ck_fund_terms", "minimum BETWEEN 100 AND 10000000000000 AND subscription_fee BETWEEN 0 AND 50000");
            table.HasCheckConstraint("ck_fund_grade", "risk_grade BETWEEN 1 AND 5");
            table.HasCheckConstraint("ck_fund_value", "value BETWEEN 1 AND 9999999 AND (kind <> 0 OR value = 10000)");
            table.HasCheckConstraint(
                "ck_fund_money_market",
                "(kind = 0 AND subscription_fee = 0 AND liquidity_id IS NOT NULL) OR (kind <> 0 AND liquidity_id IS NULL AND advance_due_at IS NULL)");
            table.HasCheckConstraint("ck_fund_holders", "holders >= 0");
            table.HasCheckConstraint("ck_fund_closed", "closed_on IS NULL OR (published_on IS NOT NULL AND closed_on <= published_on)");
        });
    }

    public void Configure(EntityTypeBuilder<RedemptionFee> fee)
    {
        fee.HasKey(f => new { f.FundId, f.FromDay });
        fee.HasOne<Fund>().WithMany().HasForeignKey(f => f.FundId).OnDelete(DeleteBehavior.Restrict);
        fee.ToTable(table => table.HasCheckConstraint("ck_redemption_fee", "from_day BETWEEN 0 AND 3650 AND fee BETWEEN 0 AND 50000"));
    }
}
