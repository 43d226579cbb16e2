using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;

namespace Graph.Api.Server.Authorization;

/// <summary>
/// Reads the owners of sessions, many with one query: an event that thousands hear would ask for thousands of sessions. What
/// is asked while a query runs waits for the next query, so an answer is never older than its question.
/// </summary>
public sealed class SessionReads(Units units)
{
    /// <summary>The number of sessions for which one query asks.</summary>
    private const int Most = 1_000;

    private static readonly KeptQuery<IReadOnlyList<SessionId>, Owner> Open = new((db, ids) =>
        from session in db.Set<Session>()
        join user in db.Set<User>() on session.UserId equals user.Id
        where ids.Contains(session.Id) && session.EndedAt == null
        select new Owner { Session = session.Id, User = user });

    private readonly Lock _gate = new();
    private Dictionary<SessionId, TaskCompletionSource<User?>> _asked = [];
    private bool _isReading;

    /// <summary>The owner of a session; null when the session is not open.</summary>
    public Task<User?> FindAsync(SessionId session, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_asked.TryGetValue(session, out var answer))
            {
                _asked[session] = answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (!_isReading)
            {
                _isReading = true;

                // The query is for many, so it takes nothing along of the operation that asks first.
                using var _ = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                Task.Run(ReadAsync, CancellationToken.None);
            }

            return answer.Task.WaitAsync(cancellationToken);
        }
    }

    private async Task ReadAsync()
    {
        while (Take() is { Count: > 0 } asked)
        {
            try
            {
                foreach (var some in asked.Keys.Chunk(Most))
                {
                    var owners = await units.ReadAsync(db =>
                        Open.DictionaryAsync(db, some, owner => owner.Session, owner => owner.User, CancellationToken.None));
                    foreach (var session in some)
                    {
                        asked[session].SetResult(owners.GetValueOrDefault(session));
                    }
                }
            }
            catch (Exception failure)
            {
                foreach (var answer in asked.Values)
                {
                    answer.TrySetException(failure);
                }
            }
        }
    }

    private Dictionary<SessionId, TaskCompletionSource<User?>> Take()
    {
        lock (_gate)
        {
            var asked = _asked;
            _asked = [];
            _isReading = asked.Count > 0;
            return asked;
        }
    }

    private sealed class Owner
    {
        public required SessionId Session { get; init; }

        public required User User { get; init; }
    }
}
