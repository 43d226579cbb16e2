using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Domain.Users.Accounts;

/// <summary>Why accounts are stopped.</summary>
public enum StopReason
{
    Freeze,
    LostLevel,
    Closing,
}

/// <summary>
/// Locks users' wallets: waits for payments that are running, and makes later ones wait. The feature that keeps wallets
/// implements it.
/// </summary>
public interface IWalletLock
{
    Task LockAsync(GraphDb db, UserId owner);

    /// <summary>Locks several wallets, in the order of their ids.</summary>
    Task LockAsync(GraphDb db, IReadOnlyCollection<UserId> owners);

    /// <summary>
    /// The same, for the unit that closes an account: locks the wallets too to which money goes back by that, and the limits.
    /// </summary>
    /// <param name="db">The unit.</param>
    /// <param name="owner">Whose account is closed.</param>
    /// <param name="others">Other owners whose wallets are locked.</param>
    Task LockToCloseAsync(GraphDb db, UserId owner, IReadOnlyCollection<UserId> others);
}

/// <summary>
/// Rows that change when accounts are stopped, and that stand between users and wallets in the order of locks
/// (docs/decisions/0002). A feature with such rows implements it.
/// </summary>
public interface IStopLock
{
    /// <summary>Locks those rows. Returns the owners of the wallets that change with them.</summary>
    Task<IReadOnlyCollection<UserId>> LockAsync(GraphDb db, StopReason reason, IReadOnlyCollection<UserId> users);
}

/// <summary>
/// Locks all that a unit changes which stops accounts: the users, what features keep of them, and the wallets, in the order
/// that all units keep. A payment that waits for the wallet sees the stop, and one that holds it ends before.
/// </summary>
public sealed class AccountLocks(IWalletLock wallets, IEnumerable<IStopLock> features)
{
    public async Task LockAsync(GraphDb db, StopReason reason, params UserId[] users)
    {
        await LockUsersAsync(db, users);
        await wallets.LockAsync(db, [.. users, .. await LockFeaturesAsync(db, reason, users)]);
    }

    /// <summary>Locks what the closing of an account changes.</summary>
    /// <param name="db">The unit.</param>
    /// <param name="user">Whose account is closed.</param>
    /// <param name="others">Users whose rows change with it.</param>
    internal async Task LockToCloseAsync(GraphDb db, UserId user, IEnumerable<UserId> others)
    {
        await LockUsersAsync(db, others.Append(user));
        await wallets.LockToCloseAsync(db, user, await LockFeaturesAsync(db, StopReason.Closing, [user]));
    }

    /// <summary>Locks users in the order of their ids.</summary>
    internal static async Task LockUsersAsync(GraphDb db, IEnumerable<UserId> users)
    {
        foreach (var user in users.Distinct().OrderBy(id => id.Value))
        {
            await db.LockAsync(db.Set<User>().Where(u => u.Id == user));
        }
    }

    private async Task<IReadOnlyCollection<UserId>> LockFeaturesAsync(GraphDb db, StopReason reason, IReadOnlyCollection<UserId> users)
    {
        var owners = new HashSet<UserId>();
        foreach (var feature in features)
        {
            owners.UnionWith(await feature.LockAsync(db, reason, users));
        }

        return owners;
    }
}

/// <summary>Accounts that are not closed.</summary>
public static class OpenAccounts
{
    /// <summary>
    /// Locks a user's account until the end of the unit, so that it is not closed before. What the user does is written before the
    /// closing, which ends it, or not at all: nothing may appear in the name of a closed account.
    /// </summary>
    /// <exception cref="DomainException">The account is closed.</exception>
    public static async Task LockOpenAccountAsync(this GraphDb db, UserId user)
    {
        if (!await db.TryLockOpenAccountAsync(user))
        {
            throw Validation.Error("The account is closed.");
        }
    }

    /// <summary>Locks a user's account until the end of the unit, so that it is not closed before. Returns false when it is closed.</summary>
    public static async Task<bool> TryLockOpenAccountAsync(this GraphDb db, UserId user) =>
        await db.LockAsync(db.Set<User>().Where(u => u.Id == user && u.ClosedAt == null)) == 1;
}
