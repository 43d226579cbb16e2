using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Privacy;

/// <summary>The settings of privacy.</summary>
public sealed class PrivacySettings
{
    /// <summary>For how many years the data of a closed account is kept, because the law asks it of those who move money.</summary>
    public int KeepYears { get; set; } = 10;
}

/// <summary>
/// Closes accounts (Personal Information Protection Law, article 47). The account must have no money and nothing open.
/// Personal data is erased after the years for which the law keeps data about money; rows about money stay, under a
/// pseudonym. The handle is never given again.
/// </summary>
public sealed class AccountClosing(
    Units units, PasswordChecks passwords, AccountLocks locks, IEnumerable<IAccountEnd> ends, TimeProvider clock)
{
    /// <returns>When the account was closed, in UTC.</returns>
    public async Task<DateTime> CloseAsync(UserId id, string password, Origin origin)
    {
        var confirmed = await passwords.ConfirmAsync(id, password, origin);
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();

            // What the user writes at the same moment is written before this, and ends below, or is refused. No payment can begin or
            // arrive between the look at the wallet and the end of this unit.
            var others = new List<UserId>();
            foreach (var end in ends)
            {
                others.AddRange(await end.OthersAsync(db, id));
            }

            await locks.LockToCloseAsync(db, id, others);
            await PasswordChecks.RequireStillAsync(db, id, confirmed);
            await Restrictions.RequireNoneAsync(db, id, now);
            var open = new List<string>();
            foreach (var end in ends)
            {
                open.AddRange(await end.OpenMattersAsync(db, id));
            }

            if (open.Count > 0)
            {
                throw new DomainException(new AccountNotEmptyError(open));
            }

            foreach (var end in ends)
            {
                await end.CloseAsync(db, id, now);
            }

            var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id);
            user.Close(now);
            db.Audit(id, AuditKind.AccountClosed, now);
            await Sessions.EndAllAsync(db, id, except: null, now, "The account was closed.");
            await KnownDevices.ForgetAllAsync(db, id);
            await DataExports.EndLinksAsync(db, id, now);
            return now;
        });
    }
}

/// <summary>Erases the personal data of accounts that were closed long enough ago.</summary>
public sealed class ErasedAccounts(Units units, IEnumerable<IAccountEnd> ends, PrivacySettings settings, TimeProvider clock) : IDeadline
{
    private static readonly KeptQuery<(DateTime Before, int Most), UserId> Due = new((db, of) => db.Set<User>()
        .Where(u => u.ClosedAt != null && u.ErasedAt == null && u.ClosedAt <= of.Before)
        .OrderBy(u => u.ClosedAt)
        .Select(u => u.Id)
        .Take(of.Most));

    public string Name => "erased accounts";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now.AddYears(-settings.KeepYears), most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        await PersonOf.LockAsync(db, (UserId)id);
        await AccountLocks.LockUsersAsync(db, [(UserId)id]);
        var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == (UserId)id, cancellationToken);
        if (user.ErasedAt is not null || user.ClosedAt is null)
        {
            return false;
        }

        foreach (var end in ends)
        {
            await end.EraseAsync(db, user.Id, now);
        }

        user.Erase(now);
        return true;
    }, cancellationToken);
}
