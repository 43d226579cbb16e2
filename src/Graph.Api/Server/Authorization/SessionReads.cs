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

    private static readonly KeptQuery<IReadOnlyList<SessionId>, Owner> Open = new((db, ids) =>
        from session in db.Set<Session>()
        join user in db.Set<User>() on session.UserId equals user.Id
        where ids.Contains(session.Id) && session.EndedAt == null && user.ClosedAt == null
        select new Owner { Session = session.Id, User = user });

    private readonly GatheredReads<SessionId, User> _reads = new(Most, async ids => await units.ReadAsync(db =>
        Open.DictionaryAsync(db, ids, owner => owner.Session, owner => owner.User, CancellationToken.None)));

    private static readonly KeptQuery<IReadOnlyList<SessionId>, SessionId> OpenIds = new((db, ids) =>
        from session in db.Set<Session>()
        join user in db.Set<User>() on session.UserId equals user.Id
        where ids.Contains(session.Id) && session.EndedAt == null && user.ClosedAt == null
        select session.Id);

    private readonly GatheredReads<SessionId, bool> _open = new(Most, async ids => await units.ReadAsync(db =>
        OpenIds.DictionaryAsync(db, ids, id => id, _ => true, CancellationToken.None)));

    /// <summary>Whether a session is open.</summary>
    public Task<bool> IsOpenAsync(SessionId session, CancellationToken cancellationToken) => _open.FindAsync(session, cancellationToken);

    /// <summary>The owner of a session; null when the session is not open.</summary>
    public Task<User?> FindAsync(SessionId session, CancellationToken cancellationToken) =>
        _reads.FindAsync(session, cancellationToken);

    private sealed class Owner
    {
        public required SessionId Session { get; init; }

        public required User User { get; init; }
    }
}
