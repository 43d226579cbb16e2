using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Lending;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Persistence;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Graph.Domain.Tests.Lending;

/// <summary>The lives of many loans, each circle of friends over a database of its own.</summary>
public sealed class LendingLifeTests(ITestOutputHelper output)
{
    private const int LoansOfCircle = 50;

    private static readonly int Circles = Thorough.Life(2, 10);

    /// <summary>The seed of a failing run is printed; GRAPH_TEST_SEED in the environment has it again.</summary>
    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("GRAPH_TEST_SEED"), out var seed)
        ? seed
        : Random.Shared.Next();

    [Fact]
    public async Task Every_loan_comes_to_its_end_and_every_fen_is_where_it_belongs()
    {
        var seen = new Dictionary<LoanStatus, int>();
        var (defaults, calls, drawn) = (0, 0, 0);
        for (var circle = 0; circle < Circles; circle++)
        {
            var seed = Seed;
            output.WriteLine($"seed {seed}");
            var crash = new LendingCrash(new Random(seed));
            await using var database = await TestDatabase.CreateAsync(crash.Register);
            var life = await LendingLife.BeginAsync(database, new Random(seed), crash);
            for (var step = 0; life.Loans.Count < LoansOfCircle; step++)
            {
                await life.StepAsync();
                await life.CompareAsync();
                if (step % 5 == 0)
                {
                    await database.MeetAsync<LoanDeadlines>();
                    Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
                }
            }

            await life.EndAsync();
            Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
            var loans = await database.Units.ReadAsync(db => db.Set<Loan>().ToListAsync());
            Assert.All(loans, loan => Assert.True(loan.ClosedAt is not null, $"{loan.Id} is {loan.Status}"));
            output.WriteLine($"{crash.Count} crashes, {life.Refused} refusals, {life.Replayed} replays");
            Assert.True(crash.Count > 0, "The process never died.");
            defaults += loans.Count(loan => loan.DefaultedAt is not null);
            drawn += loans.Count(loan => loan.TrustLineId is not null);
            calls += await database.Units.ReadAsync(db => db.Set<Guarantee>().CountAsync(g => g.Paid > 0));
            foreach (var loan in loans)
            {
                seen[loan.Status] = seen.GetValueOrDefault(loan.Status) + 1;
            }
        }

        output.WriteLine($"{string.Join(", ", seen)}; {defaults} defaults, {calls} calls paid, {drawn} loans on a line");
        Assert.Contains(LoanStatus.Repaid, seen.Keys);
        Assert.Contains(LoanStatus.Forgiven, seen.Keys);
        Assert.True(defaults > 0, "No loan went into default.");
        Assert.True(calls > 0, "No guarantor paid.");
        Assert.True(drawn > 0, "No loan used a promise.");
    }
}

/// <summary>Now and then the process dies before a commit: the first time that it may, so that short lives have a death too.</summary>
internal sealed class LendingCrash(Random random) : IReaction<TransactionPosted>, IReaction<LoanMoved>, IReaction<GuaranteeMoved>
{
    public bool IsArmed { get; set; }

    public int Count { get; private set; }

    public void Register(IServiceCollection services) => services
        .AddSingleton<IReaction<TransactionPosted>>(this)
        .AddSingleton<IReaction<LoanMoved>>(this)
        .AddSingleton<IReaction<GuaranteeMoved>>(this);

    public Task ReactAsync(TransactionPosted fact, GraphDb db, CancellationToken cancellationToken) => DieAsync();

    public Task ReactAsync(LoanMoved fact, GraphDb db, CancellationToken cancellationToken) => DieAsync();

    public Task ReactAsync(GuaranteeMoved fact, GraphDb db, CancellationToken cancellationToken) => DieAsync();

    private Task DieAsync()
    {
        if (IsArmed && (Count == 0 || random.Next(3) == 0))
        {
            IsArmed = false;
            Count++;
            throw new ProcessDiedException();
        }

        return Task.CompletedTask;
    }
}
