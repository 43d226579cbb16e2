using Graph.Domain.Shared;

namespace Graph.Domain.Persistence;

/// <summary>
/// Handles an event inside the transaction that made it true, so that either both are committed or neither. A reaction
/// may read, and it may raise further events.
/// </summary>
/// <typeparam name="TEvent">The event that this reaction handles.</typeparam>
public interface IReaction<in TEvent>
    where TEvent : IDomainEvent
{
    Task ReactAsync(TEvent fact, GraphDb db, CancellationToken cancellationToken);
}
