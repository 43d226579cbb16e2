using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Accounts;

/// <summary>
/// Takes people into the staff of a business and out of it. The staff are the members of its settlement account, and have a
/// role as long as any business of that kind employs them.
/// </summary>
internal static class Employment
{
    /// <summary>Selects the row that says that a user works for the business.</summary>
    public static IQueryable<BusinessMember> Of(GraphDb db, AccountId business, UserId user) =>
        db.Set<BusinessMember>().Where(m => m.AccountId == business && m.UserId == user);

    public static async Task EmployAsync(GraphDb db, AccountId business, UserId user, Role role, DateTime now)
    {
        db.Set<BusinessMember>().Add(new BusinessMember { AccountId = business, UserId = user, Since = now });
        (await db.Set<User>().AsTracking().SingleAsync(u => u.Id == user)).Grant(role);
    }

    /// <summary>Dismisses a user, who keeps the role while another business of this kind employs the user.</summary>
    /// <param name="db">The caller's unit.</param>
    /// <param name="business">The settlement account of the business.</param>
    /// <param name="user">The user. Nothing changes when the user does not work there.</param>
    /// <param name="role">The role of the staff of such a business.</param>
    /// <param name="employers">Selects the businesses of this kind that employ the user.</param>
    public static async Task DismissAsync<TBusiness>(
        GraphDb db, AccountId business, UserId user, Role role, IQueryable<TBusiness> employers)
    {
        var removed = await Of(db, business, user).ExecuteDeleteAsync();

        // Locks the user before looking for other businesses. If another one employs the user at this moment, this waits and
        // then sees it.
        await db.LockAsync(db.Set<User>().Where(u => u.Id == user));
        if (removed == 1 && !await employers.AnyAsync())
        {
            (await db.Set<User>().AsTracking().SingleAsync(u => u.Id == user)).Revoke(role);
        }
    }
}
