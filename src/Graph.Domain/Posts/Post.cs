using System.Linq.Expressions;
using Graph.Domain.Communities;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Posts;

public readonly record struct PostId(Guid Value) : ITypedId<PostId>
{
    public static PostId From(Guid value) => new(value);
}

/// <summary>Something that a user wrote, for friends, for everybody, or in a community.</summary>
public sealed class Post
{
    public const int MaxImages = 9;
    public const int MaxComments = 10_000;

    /// <summary>How many posts of a community can be pinned.</summary>
    public const int MaxPinned = 3;

    public required PostId Id { get; init; }

    public required UserId AuthorId { get; init; }

    /// <summary>Empty beside pictures, and after the post was deleted.</summary>
    public required string Text { get; set; }

    public required List<string> ImageUrls { get; set; }

    /// <summary>Who sees it. In a community the community says so, and this is Parties.</summary>
    public required Visibility Visibility { get; set; }

    public CommunityId? CommunityId { get; init; }

    /// <summary>The deal that the post is about; null when there is none.</summary>
    public DealId? DealId { get; init; }

    /// <summary>The number of likes. It is updated in the transaction that gives or takes one.</summary>
    public long LikeCount { get; private set; }

    /// <summary>The number of comments that are neither deleted nor hidden.</summary>
    public long CommentCount { get; private set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Breaks ties, so that lists have a fixed order.</summary>
    public required long Tiebreak { get; init; }

    /// <summary>When a moderator pinned it in its community; null when it is not pinned.</summary>
    public DateTime? PinnedAt { get; set; }

    public DateTime? DeletedAt { get; private set; }

    /// <summary>When an operator hid it; null when it is not hidden.</summary>
    public DateTime? HiddenAt { get; set; }

    /// <summary>Deletes it. What was written is not kept.</summary>
    public void Delete(DateTime now)
    {
        (Text, ImageUrls, PinnedAt) = ("", [], null);
        DeletedAt ??= now;
    }

    /// <summary>
    /// Selects the posts that a viewer may read, like and comment on. It is decided when they are read: ending a friendship,
    /// leaving a community, blocking, and a changed visibility act on the past.
    /// </summary>
    public static Expression<Func<Post, bool>> OpenTo(UserId viewer, GraphDb db) => post =>
        post.DeletedAt == null && post.HiddenAt == null
        && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == post.AuthorId)
        && (post.CommunityId != null
            ? db.Set<Community>().Any(c => c.Id == post.CommunityId && c.ClosedAt == null
                && (!c.IsForMembers || db.Set<Membership>().Any(m =>
                    m.CommunityId == c.Id && m.UserId == viewer && m.Standing == MemberStanding.Member)))
            : post.AuthorId == viewer || post.Visibility == Visibility.Public
                || (post.Visibility == Visibility.Friends
                    && db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == post.AuthorId)));

    /// <summary>
    /// Selects the posts that a viewer can take out of a community, because the viewer moderates it. Blocks do not matter here,
    /// so that nobody escapes the moderators by blocking them.
    /// </summary>
    public static Expression<Func<Post, bool>> ModeratedBy(UserId viewer, GraphDb db) => post =>
        post.DeletedAt == null && post.HiddenAt == null && post.CommunityId != null
        && db.Set<Membership>().Any(m => m.CommunityId == post.CommunityId && m.UserId == viewer
            && m.Standing == MemberStanding.Member && m.Role >= CommunityRole.Moderator);

    /// <summary>
    /// Selects the posts whose comments a viewer may read: those that are open to the viewer, and those that the viewer
    /// moderates.
    /// </summary>
    public static Expression<Func<Post, bool>> ReadableBy(UserId viewer, GraphDb db) =>
        Either(ModeratedBy(viewer, db), OpenTo(viewer, db));

    /// <summary>
    /// Selects the posts that a viewer may see: those that are open to the viewer, those that the viewer moderates, and the
    /// viewer's own. Of an own post in a community that the viewer has left, comments and likes are not open.
    /// </summary>
    public static Expression<Func<Post, bool>> VisibleTo(UserId viewer, GraphDb db)
    {
        Expression<Func<Post, bool>> own = post => post.AuthorId == viewer && post.DeletedAt == null && post.HiddenAt == null;
        return Either(own, ReadableBy(viewer, db));
    }

    private static Expression<Func<Post, bool>> Either(Expression<Func<Post, bool>> one, Expression<Func<Post, bool>> other) =>
        Expression.Lambda<Func<Post, bool>>(Expression.OrElse(one.Body, Parts.Apply(other, one.Parameters[0])), one.Parameters);
}

/// <summary>Selects posts as a viewer may see them.</summary>
public static class VisiblePosts
{
    /// <summary>The posts that a viewer may read, like and comment on.</summary>
    public static IQueryable<Post> OpenPosts(this GraphDb db, UserId viewer) => db.Set<Post>().Where(Post.OpenTo(viewer, db));
}
