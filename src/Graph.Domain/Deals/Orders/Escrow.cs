using System.Security.Cryptography;
using Graph.Domain.Ledger.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// The accounts in which purchases wait. They are several, so that not all buyers wait for one row; each order keeps to the one
/// that it was given.
/// </summary>
internal static class Escrow
{
    private const int FirstNumber = 0x201;
    private const int Count = 16;

    public static readonly IReadOnlyList<AccountId> Ids =
        [.. Enumerable.Range(FirstNumber, Count).Select(AccountId.OfHouse)];

    /// <summary>One of the accounts, drawn at random.</summary>
    public static AccountId Any() => Ids[RandomNumberGenerator.GetInt32(Ids.Count)];
}

internal sealed class EscrowConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account) =>
        account.HasData(Escrow.Ids.Select(id => Account.RowOfHouse(id, AccountKind.Escrow, floor: 0)));
}
