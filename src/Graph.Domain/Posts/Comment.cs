using System.Linq.Expressions;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Posts;

public readonly record struct CommentId(Guid Value) : ITypedId<CommentId>
{
    public static CommentId From(Guid value) => new(value);
}

/// <summary>What a user wrote about a post, or in reply to another comment on it.</summary>
public sealed class Comment
{
    public required CommentId Id { get; init; }

    public required PostId PostId { get; init; }

    public required UserId AuthorId { get; init; }

    /// <summary>Empty after the comment was deleted.</summary>
    public required string Text { get; set; }

    /// <summary>The comment that this one replies to; null when it is about the post.</summary>
    public CommentId? ReplyToId { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Breaks ties, so that lists have a fixed order.</summary>
    public required long Tiebreak { get; init; }

    public DateTime? DeletedAt { get; private set; }

    /// <summary>When an operator hid it; null when it is not hidden.</summary>
    public DateTime? HiddenAt { get; set; }

    /// <summary>Deletes it. What was written is not kept.</summary>
    public void Delete(DateTime now)
    {
        Text = "";
        DeletedAt ??= now;
    }

    /// <summary>
    /// Selects the comments to which a viewer may reply: on posts that are open to the viewer, by people whom no block hides.
    /// </summary>
    public static Expression<Func<Comment, bool>> OpenTo(UserId viewer, GraphDb db) => comment =>
        comment.DeletedAt == null && comment.HiddenAt == null
        && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == comment.AuthorId)
        && db.OpenPosts(viewer).Any(p => p.Id == comment.PostId);

    /// <summary>
    /// Selects the comments that a viewer may see: those that are open to the viewer, and those in communities that the viewer
    /// moderates.
    /// </summary>
    public static Expression<Func<Comment, bool>> VisibleTo(UserId viewer, GraphDb db)
    {
        Expression<Func<Comment, bool>> moderated = comment => comment.DeletedAt == null && comment.HiddenAt == null
            && db.Set<Post>().Where(Post.ModeratedBy(viewer, db)).Any(p => p.Id == comment.PostId);
        return Expression.Lambda<Func<Comment, bool>>(
            Expression.OrElse(moderated.Body, Parts.Apply(OpenTo(viewer, db), moderated.Parameters[0])), moderated.Parameters);
    }
}

/// <summary>A user likes a post.</summary>
public sealed class PostLike
{
    public required PostId PostId { get; init; }

    public required UserId UserId { get; init; }

    public required DateTime Since { get; init; }
}

/// <summary>A friend whom the author of a post mentions in it.</summary>
public sealed class PostMention
{
    public required PostId PostId { get; init; }

    public required UserId UserId { get; init; }
}
