using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Accounts;

public readonly record struct AccountId(Guid Value) : ITypedId<AccountId>
{
    public static AccountId From(Guid value) => new(value);
}

public enum AccountKind
{
    /// <summary>What a person has with us.</summary>
    Wallet,

    /// <summary>What the outside owes us: money comes in from it and goes out to it, so its balance is below zero.</summary>
    Bank,

    /// <summary>What a business has with us.</summary>
    Settlement,

    /// <summary>What waits between a buyer and a business until the purchase is settled one way or the other.</summary>
    Escrow,
}

/// <summary>
/// Four counters that only grow, but for the pending two: what was debited and credited, posted and held. Changed by
/// guarded updates of the <see cref="GeneralLedger"/> alone.
/// </summary>
public sealed class Account
{
    public const long MaxCounter = 100_000_000_000_000_000;

    /// <summary>The one account that stands for the banks outside.</summary>
    public static readonly AccountId BankId = new(Guid.Parse("00000000-0000-7000-8000-000000000001"));

    /// <summary>
    /// Purchases spread over these, so that not all buyers wait for one row; each order keeps to the one that it was given.
    /// </summary>
    public static readonly IReadOnlyList<AccountId> EscrowIds =
        [.. Enumerable.Range(1, 16).Select(i => new AccountId(Guid.Parse($"00000000-0000-7000-8000-0000000002{i:x2}")))];

    public AccountId Id { get; private set; }

    public AccountKind Kind { get; private set; }

    public UserId? OwnerId { get; private set; }

    public Currency Currency { get; private set; }

    public long DebitsPosted { get; private set; }

    public long CreditsPosted { get; private set; }

    public long DebitsPending { get; private set; }

    public long CreditsPending { get; private set; }

    /// <summary>Below this the available balance may never fall.</summary>
    public long Floor { get; private set; }

    /// <summary>The place of the latest line in this account's book.</summary>
    public long LastSequence { get; private set; }

    public Money Balance => new(CreditsPosted - DebitsPosted, Currency);

    public Money Held => new(DebitsPending, Currency);

    public Money Available => Balance - Held;

    public static Account OpenWallet(AccountId id, UserId owner) =>
        new() { Id = id, Kind = AccountKind.Wallet, OwnerId = owner };

    public static Account OpenSettlement(AccountId id) => new() { Id = id, Kind = AccountKind.Settlement };

    internal static IEnumerable<object> FirstRows =>
        [RowOf(BankId, AccountKind.Bank, -MaxCounter), .. EscrowIds.Select(id => RowOf(id, AccountKind.Escrow, floor: 0))];

    private static object RowOf(AccountId id, AccountKind kind, long floor) => new
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
        account.HasData(Account.FirstRows);
        account.ToTable(table =>
        {
            table.HasCheckConstraint("ck_account_bounded", Bounded);
            table.HasCheckConstraint("ck_account_floor", "credits_posted - debits_posted - debits_pending >= floor");
            table.HasCheckConstraint("ck_account_wallet_has_owner", "(kind = 0 AND owner_id IS NOT NULL) OR (kind <> 0 AND owner_id IS NULL)");
            table.HasCheckConstraint("ck_account_floor_of_kind", "kind = 1 OR floor = 0");
        });
    }
}
