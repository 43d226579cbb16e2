using Graph.Domain.Shared;

namespace Graph.Domain.Posts;

// This file holds all errors of posts.

/// <summary>A limit is reached: of the comments on a post, or of the pinned posts of a community.</summary>
/// <param name="Maximum">The maximum number.</param>
public sealed record PostLimitError(int Maximum) : DomainError("No more can be added here.");
