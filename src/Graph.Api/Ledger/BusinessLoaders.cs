using Graph.Api.Server.Loading;
using Graph.Api.Users;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Ledger;

/// <summary>
/// Loads what the staff of a business may know of it, by its settlement account. Ask only for viewers who work there.
/// </summary>
public sealed class BusinessLoaders(GraphDb db, LoaderMemory memory)
{
    private static readonly KeptQuery<IReadOnlyList<AccountId>, StaffRow> Staff = new((db, ids) =>
        from member in db.Set<BusinessMember>()
        join user in db.Set<User>() on member.UserId equals user.Id
        where ids.Contains(member.AccountId)
        orderby user.Handle
        select new StaffRow { Account = member.AccountId, User = UserProfile.Of(user) });

    private static readonly KeptQuery<IReadOnlyList<AccountId>, Account> Accounts = new((db, ids) =>
        db.Set<Account>().Where(a => ids.Contains(a.Id)));

    /// <summary>
    /// The staff, in the order of their handles. Blocks are ignored, because the staff must know everybody who may act for the
    /// business.
    /// </summary>
    public BatchLoader<AccountId, IReadOnlyList<UserNode>> StaffOf => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var rows = await Staff.ListAsync(db, ids, cancellationToken);
        return rows
            .GroupBy(row => row.Account)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<UserNode>)[.. group.Select(row => new UserNode(row.User))]);
    }, []);

    /// <summary>The money that is in the account and not held.</summary>
    public BatchLoader<AccountId, Money?> AvailableOf => field ??= new(memory, async (ids, cancellationToken) =>
        await Accounts.DictionaryAsync(db, ids, a => a.Id, a => (Money?)a.Available, cancellationToken), null);

    private sealed class StaffRow
    {
        public required AccountId Account { get; init; }

        public required UserProfile User { get; init; }
    }
}
