using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Ledger;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task Forty_keys_sent_thirty_two_times_at_once_have_one_effect_each()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.None);
        var idempotency = database.Get<Idempotency>();
        var effects = 0;
        for (var i = 0; i < 40; i++)
        {
            var command = new Command(person, "test", database.Clock.NewGuid(), new RequestInput().With("i", i));
            var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => idempotency.RunAsync(
                command, () => Task.CompletedTask, _ => Task.FromResult(Interlocked.Increment(ref effects)), staysOpen: false, default))));
            Assert.Single(answers, answer => !answer.Replayed);
            Assert.Single(answers.Select(answer => answer.Value).Distinct());
        }

        Assert.Equal(40, effects);
    }

    [Fact]
    public async Task A_refusal_that_is_not_remembered_leaves_the_key_free()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.None);
        var command = new Command(person, "test", database.Clock.NewGuid(), new RequestInput());
        await Assert.ThrowsAsync<DomainException>(() => RunAsync(database, command, _ => throw new DomainException(new NotFoundError())));
        Assert.False((await RunAsync(database, command, _ => Task.FromResult(1))).Replayed);
    }

    [Fact]
    public async Task A_remembered_refusal_comes_again_and_leaves_nothing_of_its_effect()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.None);
        var command = new Command(person, "test", database.Clock.NewGuid(), new RequestInput());
        var error = new InsufficientFundsError(Money.Fen(1), Money.Fen(2));
        for (var i = 0; i < 2; i++)
        {
            var refused = await Assert.ThrowsAsync<DomainException>(() => RunAsync(database, command, async db =>
            {
                await db.Set<User>().ExecuteUpdateAsync(set => set.SetProperty(u => u.Bio, "changed"));
                throw new DomainException(error);
            }));
            Assert.Equal(i == 1, refused.Replayed);
            Assert.Equal(error, Assert.Single(refused.Errors));
        }

        Assert.Null(await database.Units.ReadAsync(db => db.Set<User>().Select(u => u.Bio).SingleAsync()));
    }

    [Fact]
    public async Task Every_remembered_refusal_survives_being_written_down()
    {
        DomainError[] remembered =
        [
            new InsufficientFundsError(Money.Fen(5), Money.Yuan(1)),
            new LimitExceededError(LimitPeriod.Day, Money.Yuan(1_000), Money.Fen(1), new DateTime(2026, 11, 24, 16, 0, 0, DateTimeKind.Utc)),
            new Graph.Domain.Payments.BankDeclinedError(),
            new ReversalNotCoveredError(),
        ];
        Assert.Equal(
            remembered.Select(error => error.GetType().Name).Order(),
            typeof(DomainError).Assembly.GetTypes()
                .Where(type => type.IsAssignableTo(typeof(DomainError)) && !type.IsAbstract
                    && type.GetProperty("IsRemembered", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.DeclaredOnly) is not null)
                .Select(type => type.Name).Order());
        Assert.All(remembered, error => Assert.Equal(error, Refusals.Deserialize(Refusals.Serialize(error))));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_duplicate_of_what_stays_open_waits_and_then_says_so()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.None);
        var command = new Command(person, "test", database.Clock.NewGuid(), new RequestInput());
        var idempotency = database.Get<Idempotency>();
        await idempotency.RunAsync(command, () => Task.CompletedTask, _ => Task.FromResult(7), staysOpen: true, default);
        var refused = await Assert.ThrowsAsync<DomainException>(() => RunAsync(database, command, _ => Task.FromResult(8)));
        Assert.IsType<OperationInProgressError>(Assert.Single(refused.Errors));
    }

    private static Task<Answer<int>> RunAsync(TestDatabase database, Command command, Func<Domain.Persistence.GraphDb, Task<int>> effect) =>
        database.Get<Idempotency>().RunAsync(command, () => Task.CompletedTask, effect, staysOpen: false, default);
}
