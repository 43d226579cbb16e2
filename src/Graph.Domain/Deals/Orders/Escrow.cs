using System.Security.Cryptography;
using Graph.Domain.Ledger.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// The accounts in which the money of purchases waits. There are several, so that buyers do not all wait for the same
/// row. Each order always uses the account that it was given.
/// </summary>
internal static class Escrow
{
    private const int FirstNumber = 0x201;
    private const int Count = 16;

    public static readonly IReadOnlyList<AccountId> Ids =
        [.. Enumerable.Range(FirstNumber, Count).Select(AccountId.OfHouse)];

    /// <summary>Returns a randomly chosen account.</summary>
    public static AccountId Any() => Ids[RandomNumberGenerator.GetInt32(Ids.Count)];
}

internal sealed class EscrowConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account) =>
        account.HasData(Escrow.Ids.Select(id => Account.RowOfHouse(id, AccountKind.Escrow, floor: 0)));
}
