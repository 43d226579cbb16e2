namespace Graph.Domain.Shared;

/// <summary>
/// A business fact that other features may react to. It is raised on the unit of work that makes it true.
/// Announcements decide who is told what about it; the feed stores them in the same transaction.
/// </summary>
public interface IDomainEvent;
