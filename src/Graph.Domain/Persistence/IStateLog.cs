using Graph.Domain.Shared;

namespace Graph.Domain.Persistence;

/// <summary>Notes which states a unit changed, in that unit, so that live streams on all nodes hear of it.</summary>
public interface IStateLog
{
    void Add(GraphDb db, IReadOnlyCollection<Topic> changed);
}

/// <summary>
/// Tells which other topics a changed state concerns: a deal, for example, the areas around its shops. It is asked on each
/// node, and only while somebody listens there, so that the unit that changes the state need not know.
/// </summary>
public interface IStateSpread
{
    /// <summary>The kind of topics that spread.</summary>
    string From { get; }

    /// <summary>The kind of topics to which they spread.</summary>
    string To { get; }

    Task<IReadOnlyCollection<Topic>> SpreadAsync(GraphDb db, IReadOnlyCollection<Guid> ids);
}
