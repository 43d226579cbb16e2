using Graph.Domain.Ledger.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Funds.Days;

/// <summary>The account of all that lies outside of funds: the markets in which they invest, and the banks that advance money.</summary>
internal static class Markets
{
    public static readonly AccountId Id = AccountId.OfHouse(2);
}

internal sealed class MarketsConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account) =>
        account.HasData(Account.RowOfHouse(Markets.Id, AccountKind.Market, floor: -Account.MaxCounter));
}
