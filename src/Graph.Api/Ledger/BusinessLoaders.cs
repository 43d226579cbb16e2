using Graph.Api.Server.Loading;
using Graph.Api.Users;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Ledger;

/// <summary>
/// Loads what the staff of a business may know of it, by its settlement account. Ask only for viewers who work there.
/// </summary>
public sealed class BusinessLoaders(GraphDb db, LoaderMemory memory)
{
    /// <summary>
    /// The staff, in the order of their handles. Blocks are ignored, because the staff must know everybody who may act for the
    /// business.
    /// </summary>
    public BatchLoader<AccountId, IReadOnlyList<UserNode>> StaffOf => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var rows = await (
            from member in db.Set<BusinessMember>()
            join user in db.Set<User>() on member.UserId equals user.Id
            where ids.Contains(member.AccountId)
            orderby user.Handle
            select new { member.AccountId, User = user }).ToListAsync(cancellationToken);
        return rows
            .GroupBy(row => row.AccountId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<UserNode>)[.. group.Select(row => new UserNode(row.User))]);
    }, []);

    /// <summary>The money that is in the account and not held.</summary>
    public BatchLoader<AccountId, Money?> AvailableOf => field ??= new(memory, async (ids, cancellationToken) =>
        await db.Set<Account>().Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => (Money?)a.Available, cancellationToken), null);
}
