using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Payments;

/// <summary>A bank that answers as it is told, or falls silent.</summary>
public sealed class PuppetBank : IBank
{
    public BankOutcome? Answer { get; set; } = BankOutcome.Settled;

    /// <summary>What it never answers, or only once a test says so.</summary>
    public Func<BankOrder, bool> Hangs { get; set; } = _ => false;

    public TaskCompletionSource<BankOutcome> Late { get; } = new();

    public List<BankOrder> Asked { get; } = [];

    public Task<BankOutcome> MoveAsync(BankOrder order, CancellationToken cancellationToken)
    {
        lock (Asked)
        {
            Asked.Add(order);
        }

        if (Hangs(order))
        {
            return Late.Task;
        }

        return Answer is { } answer ? Task.FromResult(answer) : throw new IOException("The line is cut.");
    }
}

public sealed class BankMoveTests
{
    [Theory]
    [InlineData(BankOutcome.Settled, TransactionStatus.Posted, 500)]
    [InlineData(BankOutcome.Declined, TransactionStatus.Declined, 0)]
    public async Task A_bank_that_fails_is_asked_again_under_the_same_id(
        BankOutcome outcome, TransactionStatus status, long balance)
    {
        var bank = new PuppetBank { Answer = null };
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IBank>(bank));
        var person = await database.PersonAsync();
        var topUp = new TopUp(person, database.Clock.NewGuid(), Money.Yuan(5), await database.CardOfAsync(person));
        Assert.False((await database.Get<TopUps>().TopUpAsync(topUp, default)).Replayed);
        Assert.True((await database.Get<TopUps>().TopUpAsync(topUp, default)).Replayed);
        Assert.Equal(TransactionStatus.Pending, await StatusAsync(database));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        bank.Answer = outcome;
        Assert.Equal(0, await database.MeetAsync<BankDeadline>());
        database.Clock.Advance(BankMoves.FirstRetry);
        Assert.Equal(1, await database.MeetAsync<BankDeadline>());
        Assert.Equal(0, await database.MeetAsync<BankDeadline>());
        Assert.Single(bank.Asked.Distinct());
        Assert.Equal(status, await StatusAsync(database));
        Assert.Equal(balance, await database.Units.ReadAsync(db => db.Set<Account>()
            .Where(a => a.OwnerId == person).Select(a => a.CreditsPosted - a.DebitsPosted).SingleAsync()));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        // What was answered stays the answer: the transaction, which says how it ended.
        Assert.True((await database.Get<TopUps>().TopUpAsync(topUp, default)).Replayed);
    }

    [Fact]
    public async Task A_bank_that_hangs_holds_up_neither_its_caller_nor_the_others()
    {
        var bank = new PuppetBank();
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IBank>(bank));
        var (one, other) = (await database.PersonAsync(), await database.PersonAsync());
        bank.Hangs = order => order.MinorUnits == 500;
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(one, database.Clock.NewGuid(), Money.Yuan(5), await database.CardOfAsync(one)), default);
        Assert.Equal(TransactionStatus.Pending, await StatusAsync(database));
        bank.Answer = BankOutcome.Unknown;
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(other, database.Clock.NewGuid(), Money.Yuan(6), await database.CardOfAsync(other)), default);
        bank.Answer = BankOutcome.Settled;
        database.Clock.Advance(BankMoves.FirstRetry);
        Assert.Equal(2, await database.MeetAsync<BankDeadline>());
        Assert.Equal(
            [TransactionStatus.Pending, TransactionStatus.Posted],
            await database.Units.ReadAsync(db => db.Set<Transaction>().OrderBy(t => t.Amount).Select(t => t.Status).ToListAsync()));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task Silence_is_asked_again_later_and_later()
    {
        var bank = new PuppetBank { Answer = BankOutcome.Unknown };
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IBank>(bank));
        var person = await database.PersonAsync();
        var topUp = new TopUp(person, database.Clock.NewGuid(), Money.Yuan(5), await database.CardOfAsync(person));
        var answer = await database.Get<TopUps>().TopUpAsync(topUp, default);
        Assert.False(answer.Replayed);
        var asked = 0;
        for (var second = 0; second < 60; second++)
        {
            database.Clock.Advance(TimeSpan.FromSeconds(1));
            asked += await database.MeetAsync<BankDeadline>();
        }

        Assert.InRange(asked, 4, 7);
        Assert.Equal(TransactionStatus.Pending, await StatusAsync(database));
        bank.Answer = BankOutcome.Settled;
        database.Clock.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => database.MeetAsync<BankDeadline>())));
        Assert.Equal(TransactionStatus.Posted, await StatusAsync(database));
        Assert.Equal(1, await database.Units.ReadAsync(db => db.Set<Posting>().CountAsync()));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    private static Task<TransactionStatus> StatusAsync(TestDatabase database) =>
        database.Units.ReadAsync(db => db.Set<Transaction>().Select(t => t.Status).SingleAsync());
}
