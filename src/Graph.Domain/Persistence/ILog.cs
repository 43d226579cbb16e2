using Graph.Domain.Shared;

namespace Graph.Domain.Persistence;

/// <summary>The log of live events, for readers that know nothing of what stands in its rows.</summary>
public interface ILog
{
    /// <summary>
    /// Follows changes of certain states. It returns once every later change will be told, so that a state that is read
    /// afterwards is never out of date for long.
    /// </summary>
    Task<ILogFollower> FollowAsync(IReadOnlyCollection<Topic> states, CancellationToken cancellationToken);

    /// <summary>Returns the place up to which rows were removed; 0 when all are kept.</summary>
    Task<long> RemovedThroughAsync(GraphDb db, CancellationToken cancellationToken);
}
