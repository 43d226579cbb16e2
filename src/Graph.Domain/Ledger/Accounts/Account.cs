using System.Security.Cryptography;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Accounts;

public readonly record struct AccountId(Guid Value) : ITypedId<AccountId>
{
    public static AccountId From(Guid value) => new(value);

    /// <summary>
    /// Returns the id of an account of the house. It sorts after every id that is created at run time. Accounts are
    /// locked in the order of their ids, so wallets come first. A unit that waits for a payer's wallet therefore does
    /// not hold a row that all other payments need.
    /// </summary>
    public static AccountId OfHouse(int number) => new(Guid.Parse($"ffffffff-ffff-7000-8000-{number:x12}"));

    /// <summary>
    /// Makes the id of an account of the house that is opened at run time, for example for a fund. It sorts after wallets too.
    /// </summary>
    public static AccountId NewOfHouse() =>
        new(Guid.Parse($"ffffffff-ffff-7000-8000-{FirstMade | (BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & (FirstMade - 1)):x12}"));

    public bool IsOfHouse => Value.CompareTo(FirstOfHouse) >= 0;

    /// <summary>The numbers from here on are for accounts that are opened at run time.</summary>
    private const long FirstMade = 0x8000_0000_0000;

    private static readonly Guid FirstOfHouse = Guid.Parse("ffffffff-ffff-7000-8000-000000000000");
}

/// <summary>
/// An account with four counters: debits and credits, each posted and pending. The posted ones only grow. Only guarded
/// updates of the <see cref="GeneralLedger"/> change them.
/// </summary>
public sealed class Account
{
    public const long MaxCounter = 100_000_000_000_000_000;

    /// <summary>The single account that stands for all external banks.</summary>
    public static readonly AccountId BankId = AccountId.OfHouse(1);

    public AccountId Id { get; private set; }

    public AccountKind Kind { get; private set; }

    public UserId? OwnerId { get; private set; }

    public Currency Currency { get; private set; }

    public long DebitsPosted { get; private set; }

    public long CreditsPosted { get; private set; }

    public long DebitsPending { get; private set; }

    public long CreditsPending { get; private set; }

    /// <summary>The minimum of the available balance.</summary>
    public long Floor { get; private set; }

    /// <summary>When the owner closed the account, in UTC. No money moves to or from it any more. Null while it is open.</summary>
    public DateTime? ClosedAt { get; private set; }

    /// <summary>The number of the latest line in this account's book.</summary>
    public long LastSequence { get; private set; }

    public Money Balance => new(CreditsPosted - DebitsPosted, Currency);

    public Money Held => new(DebitsPending, Currency);

    public Money Available => Balance - Held;

    public static Account OpenWallet(AccountId id, UserId owner) =>
        new() { Id = id, Kind = AccountKind.Wallet, OwnerId = owner };

    /// <summary>Opens an account of the house, in which money of others waits.</summary>
    public static Account OpenOfHouse(AccountKind kind) => new() { Id = AccountId.NewOfHouse(), Kind = kind };

    public static Account OpenSettlement(AccountId id) => new() { Id = id, Kind = AccountKind.Settlement };

    /// <summary>Builds the row of an account of the house that a migration inserts.</summary>
    internal static object RowOfHouse(AccountId id, AccountKind kind, long floor) => new
    {
        Id = id,
        Kind = kind,
        Currency = Currency.Cny,
        DebitsPosted = 0L,
        CreditsPosted = 0L,
        DebitsPending = 0L,
        CreditsPending = 0L,
        Floor = floor,
        LastSequence = 0L,
    };
}

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    private const string Bounded =
        "debits_posted BETWEEN 0 AND 100000000000000000 AND credits_posted BETWEEN 0 AND 100000000000000000 AND "
        + "debits_pending BETWEEN 0 AND 100000000000000000 AND credits_pending BETWEEN 0 AND 100000000000000000";

    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.HasKey(a => a.Id);
        account.Ignore(a => a.Balance);
        account.Ignore(a => a.Held);
        account.Ignore(a => a.Available);
        account.HasOne<User>().WithMany().HasForeignKey(a => a.OwnerId).OnDelete(DeleteBehavior.Restrict);
        account.HasIndex(a => a.OwnerId).IsUnique().HasFilter("owner_id IS NOT NULL");
        account.HasData(Account.RowOfHouse(Account.BankId, AccountKind.Bank, floor: -Account.MaxCounter));
        account.ToTable(table =>
        {
            table.HasCheckConstraint("ck_account_bounded", Bounded);
            table.HasCheckConstraint("ck_account_floor", "credits_posted - debits_posted - debits_pending >= floor");
            table.HasCheckConstraint("ck_account_wallet_has_owner", "(kind = 0 AND owner_id IS NOT NULL) OR (kind <> 0 AND owner_id IS NULL)");
            table.HasCheckConstraint("ck_account_floor_of_kind", "kind IN (1, 7) OR floor = 0");
        });
    }
}
