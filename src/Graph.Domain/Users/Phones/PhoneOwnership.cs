using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Phones;

/// <summary>
/// Says which account a phone number belongs to. A number counts only once it is proved. An account that proves a number
/// takes it over from an account that holds it unproved. It never takes over that account.
/// </summary>
internal static class PhoneOwnership
{
    /// <summary>
    /// Whether another account than <paramref name="by"/> has proved the number, or may still take it back. Otherwise who changed
    /// the phone of an account could open another one with its old number, and then a code to that number would undo nothing.
    /// </summary>
    public static Task<bool> IsProvedAsync(GraphDb db, string phone, UserId? by, DateTime now) => db.Set<User>().AnyAsync(u =>
        u.Id != by && ((u.Phone == phone && u.IsPhoneProved) || (u.PreviousPhone == phone && u.PreviousPhoneUntil > now)));

    /// <summary>
    /// Locks the account that holds a number and another account, in the order of locks. A unit that takes the number over calls it before
    /// it touches either.
    /// </summary>
    public static async Task LockAsync(GraphDb db, string phone, UserId by) => await AccountLocks.LockUsersAsync(
        db, [by, .. await db.Set<User>().Where(u => u.Phone == phone).Select(u => u.Id).ToListAsync()]);

    /// <summary>
    /// Takes the number from the account that holds it unproved. The sessions of that account go on, until it proves
    /// another number. An account that has proved the number meanwhile keeps it: the unit then fails because the number is unique, and
    /// is tried again.
    /// </summary>
    public static async Task TakeOverAsync(GraphDb db, string phone, UserId by, DateTime now)
    {
        var holder = await db.Set<User>().AsTracking().SingleOrDefaultAsync(u => u.Phone == phone && !u.IsPhoneProved && u.Id != by);
        if (holder is null)
        {
            return;
        }

        holder.LosePhone();
        db.Audit(holder.Id, AuditKind.PhoneChanged, now, "Another account has proved the number.", isByNoSession: true);

        // The number is unique, so this row is saved before the one that takes the number over.
        await db.SaveChangesAsync();
    }
}
