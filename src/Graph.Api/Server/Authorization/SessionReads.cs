using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;

namespace Graph.Api.Server.Authorization;

/// <summary>
/// Reads the owners of sessions, many with one query: an event that thousands hear would ask for thousands of sessions.
/// </summary>
public sealed class SessionReads(Units units)
{
    /// <summary>The number of sessions for which one query asks.</summary>
    private const int Most = 1_000;

    private static readonly KeptQuery<IReadOnlyList<SessionId>, Owner> Owners = new((db, ids) => Open(db, ids));

    private static readonly KeptQuery<IReadOnlyList<SessionId>, SessionId> Sessions = new((db, ids) =>
        Open(db, ids).Select(owner => owner.Session));

    private readonly GatheredReads<SessionId, User> _owners = new(Most, async ids => await units.ReadAsync(db =>
        Owners.DictionaryAsync(db, ids, owner => owner.Session, owner => owner.User, CancellationToken.None)));

    private readonly GatheredReads<SessionId, bool> _sessions = new(Most, async ids => await units.ReadAsync(db =>
        Sessions.DictionaryAsync(db, ids, id => id, _ => true, CancellationToken.None)));

    /// <summary>Whether a session is open.</summary>
    public Task<bool> IsOpenAsync(SessionId session, CancellationToken cancellationToken) => _sessions.FindAsync(session, cancellationToken);

    /// <summary>Those of some sessions that are open.</summary>
    public async Task<IReadOnlySet<SessionId>> OpenAsync(IReadOnlyList<SessionId> ids)
    {
        var open = new HashSet<SessionId>();
        foreach (var some in ids.Chunk(Most))
        {
            open.UnionWith(await units.ReadAsync(db => Sessions.ListAsync(db, some, CancellationToken.None)));
        }

        return open;
    }

    /// <summary>The owner of a session; null when the session is not open.</summary>
    public Task<User?> FindAsync(SessionId session, CancellationToken cancellationToken) =>
        _owners.FindAsync(session, cancellationToken);

    /// <summary>The open sessions among these, with their owners.</summary>
    private static IQueryable<Owner> Open(GraphDb db, IReadOnlyList<SessionId> ids) =>
        from session in db.Set<Session>()
        join user in db.Set<User>() on session.UserId equals user.Id
        where ids.Contains(session.Id) && session.EndedAt == null && user.ClosedAt == null
        select new Owner { Session = session.Id, User = user };

    private sealed class Owner
    {
        public required SessionId Session { get; init; }

        public required User User { get; init; }
    }
}
