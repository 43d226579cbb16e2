using Graph.Domain.Shared;

namespace Graph.Domain.Persistence;

/// <summary>
/// What follows from an event, written in the transaction that made it true: both are committed, or neither. It may read,
/// and it may raise further events.
/// </summary>
/// <typeparam name="TEvent">The event that it follows from.</typeparam>
public interface IReaction<in TEvent>
    where TEvent : IDomainEvent
{
    Task ReactAsync(TEvent fact, GraphDb db, CancellationToken cancellationToken);
}
