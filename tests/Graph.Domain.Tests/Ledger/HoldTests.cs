using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Ledger;

/// <summary>What the ledger offers to features that set money aside.</summary>
public sealed class HoldTests
{
    [Fact]
    public async Task It_posts_in_part_and_the_rest_goes_back_to_the_wallet_and_to_the_limits()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee, id) = await HeldAsync(database, expiresAt: null);
        Assert.True(await ResolveAsync(database, ledger => db => ledger.PostHoldAsync(db, id, Money.Yuan(30))));
        Assert.Equal((70_00, 0, 30_00), await BalancesAsync(database, payer, payee));
        var used = await database.Units.ReadAsync(db => db.Set<LimitCounter>().Select(c => c.Used).Distinct().SingleAsync());
        Assert.Equal(30_00, used);
        Assert.False(await ResolveAsync(database, ledger => db => ledger.PostHoldAsync(db, id)));
        Assert.False(await ResolveAsync(database, ledger => db => ledger.VoidHoldAsync(db, id, TransactionStatus.Cancelled, null)));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40_01)]
    public async Task More_than_it_holds_or_nothing_is_no_part_of_it(long fen)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee, id) = await HeldAsync(database, expiresAt: null);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ResolveAsync(database, ledger => db => ledger.PostHoldAsync(db, id, Money.Fen(fen))));
        Assert.Equal((100_00, 40_00, 0), await BalancesAsync(database, payer, payee));
    }

    [Fact]
    public async Task One_that_expired_while_nobody_looked_goes_back_when_somebody_does()
    {
        await using var database = await TestDatabase.CreateAsync();
        var start = database.Clock.GetUtcNow().UtcDateTime;
        var (payer, payee, id) = await HeldAsync(database, expiresAt: start.AddHours(1));
        await database.MeetAllAsync();
        Assert.Equal((100_00, 40_00, 0), await BalancesAsync(database, payer, payee));

        // As if no node had run for a day.
        database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await database.MeetAsync<ExpiringHolds>());
        Assert.Equal(0, await database.MeetAsync<ExpiringHolds>());
        Assert.Equal((100_00, 0, 0), await BalancesAsync(database, payer, payee));
        Assert.Equal(TransactionStatus.Expired, await database.Units.ReadAsync(db =>
            db.Set<Transaction>().Where(t => t.Id == id).Select(t => t.Status).SingleAsync()));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task Of_many_who_resolve_it_at_once_one_does()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee, id) = await HeldAsync(database, expiresAt: null);
        var resolved = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => i % 2 == 0
            ? ResolveAsync(database, ledger => db => ledger.PostHoldAsync(db, id))
            : ResolveAsync(database, ledger => db => ledger.VoidHoldAsync(db, id, TransactionStatus.Cancelled, null)))));
        Assert.Single(resolved, did => did);
        Assert.Contains(await BalancesAsync(database, payer, payee), new[] { (60_00L, 0L, 40_00L), (100_00L, 0L, 0L) });
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task Parts_are_refunded_until_nothing_is_left_and_never_more()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee, id) = await HeldAsync(database, expiresAt: null);
        await ResolveAsync(database, ledger => db => ledger.PostHoldAsync(db, id));
        var refunds = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ResolveAsync(database, ledger => async db =>
        {
            var original = await db.Set<Transaction>().SingleAsync(t => t.Id == id);
            return await ledger.RefundAsync(db, original, Money.Yuan(15), "broken", null) is not null;
        }))));
        Assert.Equal(2, refunds.Count(did => did));
        Assert.Equal((90_00, 0, 10_00), await BalancesAsync(database, payer, payee));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>¥40 of ¥100 set aside for somebody, and counted.</summary>
    /// <summary>Money that is held until a time; at null, until somebody resolves it.</summary>
    internal static async Task<(UserId Payer, UserId Payee, TransactionId Id)> HeldAsync(TestDatabase database, DateTime? expiresAt)
    {
        var (payer, payee) = (await database.PersonAsync(), await database.PersonAsync());
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(payer, database.Clock.NewGuid(), Money.Yuan(100), await database.CardOfAsync(payer)), default);
        var command = new Command(payer, "buy", database.Clock.NewGuid(), new RequestInput().With("what", "something"));
        var held = await database.Get<Idempotency>().RunAsync(
            command,
            () => Task.CompletedTask,
            async db =>
            {
                var user = await db.Set<User>().SingleAsync(u => u.Id == payer);
                var (from, to) = await Wallets.OfAsync(db, payer, payee);
                var movement = new Movement(TransactionKind.RedPacketSent, from, to, Money.Yuan(40), payer)
                {
                    Payer = payer,
                    Payee = payee,
                    Cause = command,
                };
                return (await database.Get<GeneralLedger>().HoldAsync(db, movement, expiresAt, async () => await SpendingLimits.ChargeAsync(
                    db, user.PersonId!.Value, user.Level, Money.Yuan(40), Confirmation.Session, database.Clock.GetUtcNow().UtcDateTime))).Id;
            },
            staysOpen: false,
            default);
        return (payer, payee, held.Value);
    }

    private static Task<bool> ResolveAsync(TestDatabase database, Func<GeneralLedger, Func<Graph.Domain.Persistence.GraphDb, Task<bool>>> how) =>
        database.Units.WriteAsync(how(database.Get<GeneralLedger>()));

    private static Task<(long Balance, long Held, long Payees)> BalancesAsync(TestDatabase database, UserId payer, UserId payee) =>
        database.Units.ReadAsync(async db =>
        {
            var accounts = await db.Set<Account>().Where(a => a.OwnerId != null).ToListAsync();
            var mine = accounts.Single(a => a.OwnerId == payer);
            return (mine.Balance.MinorUnits, mine.Held.MinorUnits, accounts.Single(a => a.OwnerId == payee).Balance.MinorUnits);
        });
}
