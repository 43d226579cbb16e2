namespace Graph.Domain.Shared;

/// <summary>
/// A business fact that others may want to hear of. Raised on the unit of work that makes it true; what is told to whom
/// is decided in Feed, and written in the same transaction.
/// </summary>
public interface IDomainEvent;
