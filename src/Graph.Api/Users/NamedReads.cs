using Graph.Domain.Friendships;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Users;

/// <summary>
/// Reads the people whom events name, for many listeners at once. An event that thousands hear names few people, and each
/// listener would ask for them by itself.
/// </summary>
public sealed class NamedReads(Units units)
{
    /// <summary>For how many pairs of listener and person one query asks.</summary>
    private const int Most = 1_000;

    private static readonly KeptQuery<IReadOnlyList<UserId>, UserProfile> People = new((db, ids) =>
        db.Set<User>().Where(u => ids.Contains(u.Id)).Select(u => UserProfile.Of(u)));

    private static readonly KeptQuery<(IReadOnlyList<UserId> Viewers, IReadOnlyList<UserId> Ids), Block> Blocks = new((db, of) =>
        db.Set<Block>().Where(b => of.Viewers.Contains(b.OwnerId) && of.Ids.Contains(b.OtherId)));

    private readonly GatheredReads<(UserId Viewer, UserId Id), NamedUser> _reads = new(Most, pairs => units.ReadAsync(async db =>
    {
        IReadOnlyList<UserId> viewers = [.. pairs.Select(pair => pair.Viewer).Distinct()];
        IReadOnlyList<UserId> ids = [.. pairs.Select(pair => pair.Id).Distinct()];
        var people = await People.DictionaryAsync(db, ids, user => user.Id, user => user, CancellationToken.None);
        var names = await Blocks.DictionaryAsync(
            db, (viewers, ids), block => (block.OwnerId, block.OtherId), block => block.OtherName, CancellationToken.None);
        return (IReadOnlyDictionary<(UserId, UserId), NamedUser>)pairs
            .Where(pair => people.ContainsKey(pair.Id))
            .ToDictionary(pair => pair, pair => new NamedUser { User = people[pair.Id], FormerName = names.GetValueOrDefault(pair) });
    }));

    /// <summary>People as a listener may see them in an event that names them (<see cref="NamedUsers.NamedFor"/>).</summary>
    public async Task<IReadOnlyDictionary<UserId, UserNode?>> FindAsync(
        UserId viewer, IReadOnlyList<UserId> ids, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(ids.Select(id => _reads.FindAsync((viewer, id), cancellationToken)));
        return found.OfType<NamedUser>().ToDictionary(named => named.User.Id, named => (UserNode?)named.Node);
    }
}
