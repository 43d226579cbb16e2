using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Tests.PostgreSql.Waiting;

/// <summary>What stops the payments of an account.</summary>
public enum Stopping
{
    Freeze,

    /// <summary>The identity card is revoked, so that the account has no level any more.</summary>
    Revocation,
}

/// <summary>A payment waits for its wallet, and something that stops it gets there first.</summary>
internal static class Overtaking
{
    /// <summary>Stops an account and then pays while the wallet is locked, and returns the refusal of the payment; null when there was none.</summary>
    public static async Task<Exception?> RunAsync(TestDatabase database, Stopping stopping, UserId payer, Func<Task> pay)
    {
        // A lock without an update: the server then serves those who wait in their order.
        var (holder, release) = await HoldAsync(database, $"SELECT 1 FROM account WHERE owner_id = '{payer.Value}' FOR UPDATE");
        var stops = Task.Run(() => StopAsync(database, stopping, payer));
        await UntilWaitingAsync(database, 1);
        var pays = Task.Run(pay);
        await UntilWaitingAsync(database, 2);
        release.SetResult();
        await holder;
        await stops;
        return await Record.ExceptionAsync(() => pays);
    }

    /// <summary>Locks rows until they are released.</summary>
    public static async Task<(Task Holder, TaskCompletionSource Release)> HoldAsync(TestDatabase database, string locking)
    {
        var (locked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holder = Task.Run(() => database.Units.WriteAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync(locking);
            locked.SetResult();
            await release.Task;
            return true;
        }));
        await locked.Task;
        return (holder, release);
    }

    /// <summary>Counts the movements of money, and the lines in which a part of them is posted.</summary>
    public static Task<(int Transactions, int Postings)> MovesAsync(TestDatabase database) =>
        database.Units.ReadAsync(async db => (await db.Set<Transaction>().CountAsync(), await db.Set<Posting>().CountAsync()));

    /// <summary>Until so many transactions of this database wait for a lock.</summary>
    public static Task UntilWaitingAsync(TestDatabase database, int count) => Patience.UntilAsync(
        async () => await database.Units.ReadAsync(TestStore.LockWaitsAsync) >= count,
        () => "Nobody waits.");

    private static async Task StopAsync(TestDatabase database, Stopping stopping, UserId payer)
    {
        if (stopping == Stopping.Freeze)
        {
            await database.Get<Profiles>().FreezeAsync(payer, "stolen");
            return;
        }

        var phone = await database.Units.ReadAsync(db => db.Set<User>().Where(u => u.Id == payer).Select(u => u.Phone).SingleAsync());
        await database.Get<EvidenceDecisions>().RevokeAsync(phone!, EvidenceKind.IdCard, "Reported stolen.");
    }
}
