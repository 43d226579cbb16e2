using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Ledger;

/// <summary>A transaction of several postings: principal and interest, for example.</summary>
public sealed class PostingTests
{
    [Fact]
    public async Task Several_postings_are_one_transaction_and_each_has_its_lines_in_both_books()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee, paid) = await PaidAsync(database);
        var lines = await database.Units.ReadAsync(db => db.Set<Entry>()
            .Where(e => e.TransactionId == paid.Id)
            .OrderBy(e => e.AccountId == db.Set<Account>().Single(a => a.OwnerId == payer).Id ? 0 : 1).ThenBy(e => e.Sequence)
            .Select(e => new { e.Opens, e.Change, e.BalanceAfter })
            .ToListAsync());
        Assert.Equal(
            [(true, -30_00, 70_00), (false, -1_50, 68_50), (true, 30_00, 30_00), (false, 1_50, 31_50)],
            lines.Select(line => (line.Opens, line.Change, line.BalanceAfter)));
        Assert.Equal(31_50, paid.Amount);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        Assert.Equal(31_50, await BalanceAsync(database, payee));
    }

    [Fact]
    public async Task A_reversal_undoes_all_of_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee, paid) = await PaidAsync(database);
        var admin = await database.PersonAsync(RealNameLevel.None);
        await database.Get<Reversals>().ReverseAsync(admin, database.Clock.NewGuid(), paid.Id, "A mistake.", default);
        Assert.Equal((100_00, 0), (await BalanceAsync(database, payer), await BalanceAsync(database, payee)));
        Assert.Equal(4, await database.Units.ReadAsync(db => db.Set<Posting>().CountAsync(p => p.Amount != 100_00)));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Theory]
    [InlineData(30_00, 1_50)]
    [InlineData(29_99, 1_51)]
    [InlineData(1, 31_49)]
    public async Task Refunds_go_back_posting_by_posting_and_never_beyond_the_whole(int first, int second)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee, paid) = await PaidAsync(database);
        Assert.NotNull(await RefundAsync(first));
        Assert.NotNull(await RefundAsync(second));
        Assert.Null(await RefundAsync(1));
        Assert.Equal((100_00, 0), (await BalanceAsync(database, payer), await BalanceAsync(database, payee)));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        Task<Transaction?> RefundAsync(long fen) => database.Units.WriteAsync(async db => await database.Get<GeneralLedger>().RefundAsync(
            db, await db.Set<Transaction>().SingleAsync(t => t.Id == paid.Id), Money.Fen(fen), note: null, cause: null));
    }

    /// <summary>¥30 and ¥1.50 of ¥100, in two postings of one transfer.</summary>
    private static async Task<(UserId Payer, UserId Payee, Transaction Paid)> PaidAsync(TestDatabase database)
    {
        var (payer, payee) = (await database.PersonAsync(), await database.PersonAsync());
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(payer, database.Clock.NewGuid(), Money.Yuan(100), await database.CardOfAsync(payer)), default);
        var command = new Command(payer, "transfer", database.Clock.NewGuid(), new RequestInput());
        var id = await database.Get<Idempotency>().RunAsync(
            command,
            confirm: null,
            async db =>
            {
                var (from, to) = await Wallets.OfAsync(db, payer, payee);
                var legs = new[] { new Leg(from, to, Money.Yuan(30)), new Leg(from, to, Money.Fen(1_50)) };
                var movement = new Movement(TransactionKind.Transfer, legs, payer) { Payer = payer, Payee = payee, Cause = command };
                return (await database.Get<GeneralLedger>().PostAsync(db, movement)).Id;
            },
            staysOpen: false,
            default);
        return (payer, payee, await database.Units.ReadAsync(db => db.Set<Transaction>().SingleAsync(t => t.Id == id.Value)));
    }

    private static Task<long> BalanceAsync(TestDatabase database, UserId owner) => database.Units.ReadAsync(db => db.Set<Account>()
        .Where(a => a.OwnerId == owner).Select(a => a.CreditsPosted - a.DebitsPosted).SingleAsync());
}
