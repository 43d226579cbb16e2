using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
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
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Tests.PostgreSql;

/// <summary>What happens while somebody waits for a row: on a server with one lock a row, others go on meanwhile.</summary>
public sealed class WaitingTests
{
    private static readonly Origin Nowhere = new(null, null);

    [Fact]
    public async Task A_payment_that_was_waiting_when_the_account_was_frozen_does_not_go_through()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (payer, payee) = (await database.PersonAsync(), await database.PersonAsync());
        await database.Get<Friends>().SendRequestAsync(payer, payee, null);
        await database.Get<Friends>().SendRequestAsync(payee, payer, null);
        await database.Get<TopUps>().TopUpAsync(
            new TopUp(payer, database.Clock.NewGuid(), Money.Yuan(100), await database.CardOfAsync(payer)), default);
        await PayAsync();

        var (locked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holder = database.Units.WriteAsync(async db =>
        {
            await db.Set<LimitCounter>().ExecuteUpdateAsync(set => set.SetProperty(c => c.Used, c => c.Used));
            locked.SetResult();
            await release.Task;
            return true;
        });
        await locked.Task;
        var waiting = Task.Run(PayAsync);
        await UntilSomebodyWaitsAsync(database);
        await database.Get<Profiles>().FreezeAsync(payer, "stolen");
        release.SetResult();
        await holder;
        var refused = await Assert.ThrowsAsync<DomainException>(() => waiting);
        Assert.IsType<AccountFrozenError>(Assert.Single(refused.Errors));
        Assert.Equal(1, await database.Units.ReadAsync(db => db.Set<Transaction>().CountAsync(t => t.Kind == TransactionKind.Transfer)));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        Task PayAsync() => database.Get<Transfers>().SendAsync(
            new Transfer(payer, Guid.CreateVersion7(), payee, Money.Yuan(1)), Nowhere, default);
    }

    [Fact]
    public async Task A_duplicate_that_waited_long_enough_is_told_that_the_first_is_at_work()
    {
        await using var database = await TestDatabase.CreateAsync(connection: given => given.Replace("lock_timeout=1h", "lock_timeout=1s"));
        var payer = await database.PersonAsync();
        var command = new Command(payer, "test", Guid.CreateVersion7(), new RequestInput());
        var (inside, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = database.Get<Idempotency>().RunAsync(
            command,
            confirm: null,
            async _ =>
            {
                inside.SetResult();
                await release.Task;
                return 1;
            },
            staysOpen: false,
            default);
        await inside.Task;
        var refused = await Assert.ThrowsAsync<DomainException>(() => SecondAsync());
        Assert.IsType<OperationInProgressError>(Assert.Single(refused.Errors));
        release.SetResult();
        Assert.False((await first).Replayed);
        Assert.Equal((1, true), (await SecondAsync()) is var answer ? (answer.Value, answer.Replayed) : default);

        Task<Answer<int>> SecondAsync() => database.Get<Idempotency>().RunAsync(
            command, confirm: null, _ => Task.FromResult(2), staysOpen: false, default);
    }

    private static Task UntilSomebodyWaitsAsync(TestDatabase database) => Patience.UntilAsync(
        async () => await database.Units.ReadAsync(db => db.Database
                .SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                .SingleAsync()) > 0,
        () => "Nobody waits.");
}
