using Graph.Domain.Ledger.Checking;
using Graph.Domain.Lending;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Lending;

/// <summary>
/// Somebody freezes the account, or loses the level, while a request that names them is being written and is not committed. It
/// must end too: afterwards nothing waits for somebody who cannot take part.
/// </summary>
public sealed class LoanFreezeRaceTests
{
    [Theory]
    [InlineData("borrower", "freeze")]
    [InlineData("lender", "freeze")]
    [InlineData("borrower", "revoke")]
    [InlineData("lender", "revoke")]
    public async Task No_request_outlives_a_freeze_that_came_while_it_was_written(string who, string how)
    {
        var pause = new Pause();
        await using var database = await TestDatabase.CreateAsync(pause.Register);
        var (lenders, lender, borrower) = await FriendsAsync(database);
        await pause.RunAsync(
            database,
            () => lenders.RequestAsync(borrower, lender, 100_00), () => EndAsync(database, who == "lender" ? 1 : 2, who == "lender" ? lender : borrower, how));
        await RequireNothingWaitsAsync(database);
    }

    [Theory]
    [InlineData("borrower", "freeze")]
    [InlineData("lender", "freeze")]
    [InlineData("lender", "revoke")]
    public async Task No_offer_outlives_a_freeze_that_came_while_it_was_written(string who, string how)
    {
        var pause = new Pause();
        await using var database = await TestDatabase.CreateAsync(pause.Register);
        var (lenders, lender, borrower) = await FriendsAsync(database);
        await pause.RunAsync(
            database,
            () => lenders.OfferAsync(lender, borrower, 100_00), () => EndAsync(database, who == "lender" ? 1 : 2, who == "lender" ? lender : borrower, how));
        await RequireNothingWaitsAsync(database);
        Assert.Equal(0, (await lenders.WalletAsync(lender)).Held.MinorUnits);
    }

    [Theory]
    [InlineData("guarantor", "freeze")]
    [InlineData("borrower", "freeze")]
    [InlineData("guarantor", "revoke")]
    public async Task No_asked_guarantee_outlives_a_freeze_that_came_while_it_was_written(string who, string how)
    {
        var pause = new Pause();
        await using var database = await TestDatabase.CreateAsync(pause.Register);
        var (lenders, lender, borrower) = await FriendsAsync(database);
        var guarantor = await lenders.PersonAsync();
        await lenders.BefriendAsync(guarantor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 100_00);
        await pause.RunAsync(
            database,
            () => lenders.AskAsync(borrower, loan, guarantor, 50_00),
            () => EndAsync(database, who == "guarantor" ? 3 : 2, who == "guarantor" ? guarantor : borrower, how));
        await RequireNothingWaitsAsync(database);
    }

    private static Task EndAsync(TestDatabase database, int number, UserId user, string how) => how == "freeze"
        ? database.Get<Profiles>().FreezeAsync(user, null)
        : database.Get<EvidenceDecisions>().RevokeAsync($"138{number:D8}", EvidenceKind.Phone, "For a test.");

    /// <summary>A lender with ¥1,000, who is the first person here, and a borrower, who is the second.</summary>
    private static async Task<(Lenders Lenders, UserId Lender, UserId Borrower)> FriendsAsync(TestDatabase database)
    {
        var lenders = new Lenders(database);
        var (lender, borrower) = (await lenders.PersonAsync(1_000), await lenders.PersonAsync());
        await lenders.BefriendAsync(lender, borrower);
        return (lenders, lender, borrower);
    }

    private static async Task RequireNothingWaitsAsync(TestDatabase database)
    {
        var (out_, loans, asked) = await database.Units.ReadAsync(async db =>
        {
            var unable = db.Set<User>().Where(u => u.FrozenAt != null || u.Level < RealNameLevel.ClassII);
            return (
                await unable.CountAsync(),
                await db.Set<Loan>().CountAsync(l => (l.Status == LoanStatus.Requested || l.Status == LoanStatus.Offered)
                    && unable.Any(u => u.Id == l.LenderId || u.Id == l.BorrowerId)),
                await db.Set<Guarantee>().CountAsync(g => g.Status == GuaranteeStatus.Asked
                    && (unable.Any(u => u.Id == g.GuarantorId) || db.Set<Loan>().Any(l => l.Id == g.LoanId && unable.Any(u => u.Id == l.BorrowerId)))));
        });
        Assert.Equal((1, 0, 0), (out_, loans, asked));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>Holds a unit of lending open, shortly before its commit, while something else happens.</summary>
    private sealed class Pause : IReaction<LoanMoved>, IReaction<GuaranteeMoved>
    {
        private TaskCompletionSource? _reached;
        private TaskCompletionSource _released = new();

        public void Register(IServiceCollection services) => services
            .AddSingleton<IReaction<LoanMoved>>(this)
            .AddSingleton<IReaction<GuaranteeMoved>>(this);

        public async Task RunAsync(TestDatabase database, Func<Task> slow, Func<Task> meanwhile)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_reached, _released) = (reached, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var writing = Task.Run(slow);
            await reached.Task;
            var other = Task.Run(meanwhile);

            // On SQLite it waits for its turn, elsewhere for a row, or else it has overtaken.
            await Patience.UntilAsync(
                async () => other.IsCompleted || await database.Units.ReadAsync(db => TestStore.SomebodyWaitsAsync(db, database.Get<IWriters>())),
                () => "It neither waits nor overtakes.");
            _released.SetResult();
            await other;
            await writing;
        }

        public Task ReactAsync(LoanMoved fact, GraphDb db, CancellationToken cancellationToken) => WaitAsync();

        public Task ReactAsync(GuaranteeMoved fact, GraphDb db, CancellationToken cancellationToken) => WaitAsync();

        private async Task WaitAsync()
        {
            if (Interlocked.Exchange(ref _reached, null) is { } reached)
            {
                reached.SetResult();
                await _released.Task;
            }
        }
    }
}
