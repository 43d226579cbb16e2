using Graph.Domain.Shared;

namespace Graph.Domain.Persistence;

/// <summary>
/// What one feature writes when something became true in a feature to its left: in the same transaction, or not at all.
/// </summary>
public interface IReaction
{
    void React(IDomainEvent fact, GraphDb db);
}
