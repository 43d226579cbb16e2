using System.Collections.Concurrent;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Tests.Payments;

/// <summary>A bank that says the opposite of what it said is written down, and somebody is called; no money moves.</summary>
public sealed class ContradictionTests
{
    private const string Rule = "the bank does not contradict itself";

    [Theory]
    [InlineData(BankOutcome.Declined, BankOutcome.Settled, 0)]
    [InlineData(BankOutcome.Settled, BankOutcome.Declined, 5_00)]
    public async Task When_it_is_asked_again(BankOutcome first, BankOutcome then, long balance)
    {
        var (bank, log) = (new PuppetBank { Answer = null }, new Alarms());
        await using var database = await CreateAsync(bank, log);
        var (person, request) = await OpenAsync(database);
        bank.Answer = first;
        await database.Get<BankDeadline>().MeetAsync(request, default);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        bank.Answer = BankOutcome.Unknown;
        await database.Get<BankDeadline>().MeetAsync(request, default);
        Assert.Equal(0, await database.Get<Contradictions>().CountAsync());

        bank.Answer = then;
        await database.Get<BankDeadline>().MeetAsync(request, default);
        await database.Get<BankDeadline>().MeetAsync(request, default);
        await AlarmedAsync(database, log, person, balance);
        Assert.False(await database.Get<Contradictions>().ClearAsync(new BankRequestId(Guid.CreateVersion7()), "another one"));
        Assert.True(await database.Get<Contradictions>().ClearAsync(request, "The bank undid it on its side."));
        Assert.False(await database.Get<Contradictions>().ClearAsync(request, "again"));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        // Cleared is cleared, however often the bank says it again.
        await database.Get<BankDeadline>().MeetAsync(request, default);
        Assert.Equal(0, await database.Get<Contradictions>().CountAsync());
        Assert.Equal(balance, await BalanceAsync(database, person));
    }

    [Fact]
    public async Task When_an_answer_comes_late()
    {
        var (bank, log) = (new PuppetBank { Hangs = _ => true }, new Alarms());
        await using var database = await CreateAsync(bank, log);
        var (person, request) = await OpenAsync(database);
        (bank.Hangs, bank.Answer) = (_ => false, BankOutcome.Declined);
        await database.Get<BankDeadline>().MeetAsync(request, default);
        Assert.Empty(log.Lines);
        bank.Late.SetResult(BankOutcome.Settled);
        await Patience.UntilAsync(() => !log.Lines.IsEmpty, () => "Nobody is called.");
        await AlarmedAsync(database, log, person, balance: 0);
    }

    [Fact]
    public async Task A_late_answer_to_an_open_request_is_the_answer()
    {
        var bank = new PuppetBank { Hangs = _ => true };
        await using var database = await CreateAsync(bank, new Alarms());
        var (person, _) = await OpenAsync(database);
        bank.Late.SetResult(BankOutcome.Settled);
        await Patience.UntilAsync(async () => await BalanceAsync(database, person) == 5_00);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    private static async Task AlarmedAsync(TestDatabase database, Alarms log, UserId person, long balance)
    {
        Assert.Contains("No money was moved", Assert.Single(log.Lines));
        Assert.Equal(1, await database.Get<Contradictions>().CountAsync());
        Assert.Equal(Rule, Assert.Single(await database.Get<LedgerChecker>().CheckAsync()).Rule);
        Assert.Equal(balance, await BalanceAsync(database, person));
    }

    private static Task<TestDatabase> CreateAsync(PuppetBank bank, Alarms log) => TestDatabase.CreateAsync(services =>
        services.AddSingleton<IBank>(bank).AddSingleton<ILoggerProvider>(log));

    /// <summary>A top-up of 5.00 that the bank does not answer.</summary>
    private static async Task<(UserId Person, BankRequestId Request)> OpenAsync(TestDatabase database)
    {
        var person = await database.PersonAsync();
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(person, database.Clock.NewGuid(), Money.Yuan(5), await database.CardOfAsync(person)), default);
        return (person, await database.Units.ReadAsync(db => db.Set<BankRequest>().Select(r => r.Id).SingleAsync()));
    }

    private static Task<long> BalanceAsync(TestDatabase database, UserId person) => database.Units.ReadAsync(db =>
        db.Set<Account>().Where(a => a.OwnerId == person).Select(a => a.CreditsPosted - a.DebitsPosted).SingleAsync());

    /// <summary>What was logged as critical.</summary>
    private sealed class Alarms : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
