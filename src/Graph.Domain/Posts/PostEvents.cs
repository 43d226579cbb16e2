using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Posts;

/// <summary>A user wrote a post. `Mentioned` holds friends of the author who may see it.</summary>
public sealed record PostWritten(Post Post, IReadOnlyList<UserId> Mentioned, DateTime At) : IDomainEvent;

/// <summary>Other people may see a post now.</summary>
public sealed record PostVisibilityChanged(PostId Post, Visibility Visibility, DateTime At) : IDomainEvent;

/// <summary>A post was deleted or hidden, or it is shown again.</summary>
public sealed record PostShownChanged(PostId Post, bool IsShown, DateTime At) : IDomainEvent;

/// <summary>A user commented on a post.</summary>
/// <param name="Comment">The comment.</param>
/// <param name="PostAuthor">The author of the post, if others than the commenter; null when the author may not see the comment.</param>
/// <param name="RepliedTo">The author of the comment that is replied to; null when nobody else is.</param>
/// <param name="Mentioned">Friends of the commenter who may see the post.</param>
/// <param name="At">When it happened.</param>
public sealed record CommentWritten(
    Comment Comment, UserId? PostAuthor, UserId? RepliedTo, IReadOnlyList<UserId> Mentioned, DateTime At) : IDomainEvent;

/// <summary>A comment was deleted or hidden, or it is shown again.</summary>
public sealed record CommentShownChanged(CommentId Comment, bool IsShown, DateTime At) : IDomainEvent;

/// <summary>An operator hid a post or a comment.</summary>
public sealed record ContentHidden(ITypedId Subject, UserId Author, UserId By, string Reason, DateTime At) : IDomainEvent;
