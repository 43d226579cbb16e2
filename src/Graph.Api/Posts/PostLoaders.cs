using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Users;
using Graph.Domain.Communities;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Posts;
using Graph.Domain.Posts.Reports;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Posts;

/// <summary>What people did with a post, as far as the viewer may see it.</summary>
public sealed record PostCounts(int Likes, int Comments);

/// <summary>Loads posts and comments by ID, as far as the viewer may see them. Each batch is one database command.</summary>
public sealed class PostLoaders(GraphDb db, Caller caller, LoaderMemory memory)
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<PostId> Ids), Post> Visible = new((db, of) =>
        db.Set<Post>().Where(p => of.Ids.Contains(p.Id)).Where(Post.VisibleTo(of.Viewer, db)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<CommentId> Ids), Comment> VisibleComments = new((db, of) =>
        db.Set<Comment>().Where(c => of.Ids.Contains(c.Id)).Where(Comment.VisibleTo(of.Viewer, db)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<PostId> Ids), PostId> LikedOnes = new((db, of) =>
        db.Set<PostLike>().Where(l => l.UserId == of.Viewer && of.Ids.Contains(l.PostId)).Select(l => l.PostId));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<CommentId> Ids), CommentId> OnPostsInHand = new((db, of) =>
        from comment in db.Set<Comment>()
        where of.Ids.Contains(comment.Id)
            && (db.Set<Post>().Any(p => p.Id == comment.PostId && p.AuthorId == of.Viewer)
                || db.Set<Post>().Where(Post.ModeratedBy(of.Viewer, db)).Any(p => p.Id == comment.PostId))
        select comment.Id);

    /// <summary>The stored numbers, less what people did whom a block hides. These are few, so that they are looked up.</summary>
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<PostId> Ids), CountedPost> Counted = new((db, of) =>
        from post in db.Set<Post>().Where(Post.ReadableBy(of.Viewer, db))
        where of.Ids.Contains(post.Id)
        select new CountedPost
        {
            Id = post.Id,
            Likes = post.LikeCount - db.Set<Block>().Count(b => b.OwnerId == of.Viewer
                && db.Set<PostLike>().Any(l => l.PostId == post.Id && l.UserId == b.OtherId)),
            Comments = post.CommentCount - db.Set<Comment>().Count(c => c.PostId == post.Id && c.DeletedAt == null && c.HiddenAt == null
                && db.Set<Block>().Any(b => b.OwnerId == of.Viewer && b.OtherId == c.AuthorId)
                && !db.Set<Post>().Where(Post.ModeratedBy(of.Viewer, db)).Any(p => p.Id == c.PostId)),
        });

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<PostId> Ids), MentionedUser> Mentioned = new((db, of) =>
        from mention in db.Set<PostMention>()
        join user in db.UsersFor(of.Viewer) on mention.UserId equals user.Id
        join post in db.Set<Post>() on mention.PostId equals post.Id
        where of.Ids.Contains(mention.PostId)
            && (post.AuthorId == of.Viewer || user.Id == of.Viewer
                || (user.FriendsSeeFriends && db.Set<Friendship>().Any(f => f.OwnerId == of.Viewer && f.FriendId == user.Id)))
        orderby user.Handle
        select new MentionedUser { Post = mention.PostId, User = UserProfile.Of(user) });

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<CommunityId> Ids), Post> Pinned = new((db, of) =>
        db.Set<Post>().Where(Post.ReadableBy(of.Viewer, db))
            .Where(p => p.CommunityId != null && of.Ids.Contains(p.CommunityId.Value) && p.PinnedAt != null)
            .OrderByDescending(p => p.PinnedAt));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<ContentReportId> Ids), ContentReport> OthersReports = new((db, of) =>
        db.Set<ContentReport>().Where(ContentReport.VisibleTo(of.Viewer, db)).Where(r => of.Ids.Contains(r.Id)));

    public BatchLoader<PostId, PostNode?> ById => field ??= new(memory, async (ids, cancellationToken) =>
        await Visible.DictionaryAsync(db, (caller.Viewer, ids), p => p.Id, p => (PostNode?)new PostNode(p), cancellationToken), null);

    public BatchLoader<CommentId, CommentNode?> CommentsById => field ??= new(memory, async (ids, cancellationToken) =>
        await VisibleComments.DictionaryAsync(
            db, (caller.Viewer, ids), c => c.Id, c => (CommentNode?)new CommentNode(c), cancellationToken), null);

    /// <summary>Whether the viewer likes each post.</summary>
    public BatchLoader<PostId, bool> Liked => field ??= new(memory, async (ids, cancellationToken) =>
        await LikedOnes.DictionaryAsync(db, (caller.Viewer, ids), id => id, _ => true, cancellationToken), false);

    /// <summary>Whether each comment is on a post that the viewer wrote or moderates. Such comments the viewer can delete.</summary>
    public BatchLoader<CommentId, bool> InHand => field ??= new(memory, async (ids, cancellationToken) =>
        await OnPostsInHand.DictionaryAsync(db, (caller.Viewer, ids), id => id, _ => true, cancellationToken), false);

    /// <summary>The numbers of likes and comments; none of a post whose comments the viewer may not read.</summary>
    public BatchLoader<PostId, PostCounts> Counts => field ??= new(memory, async (ids, cancellationToken) =>
        await Counted.DictionaryAsync(
            db, (caller.Viewer, ids), row => row.Id, row => new PostCounts((int)row.Likes, (int)row.Comments), cancellationToken), new PostCounts(0, 0));

    public BatchLoader<PostId, IReadOnlyList<UserNode>> MentionsOf => field ??= new(memory, async (ids, cancellationToken) =>
        (await Mentioned.ListAsync(db, (caller.Viewer, ids), cancellationToken))
            .GroupBy(row => row.Post)
            .ToDictionary(rows => rows.Key, rows => (IReadOnlyList<UserNode>)[.. rows.Select(row => new UserNode(row.User))]), []);

    /// <summary>The pinned posts of each community; none for a caller who is not signed in.</summary>
    public BatchLoader<CommunityId, IReadOnlyList<PostNode>> PinnedIn => field ??= new(memory, async (ids, cancellationToken) =>
        caller.Id is not { } viewer
            ? new Dictionary<CommunityId, IReadOnlyList<PostNode>>()
            : (await Pinned.ListAsync(db, (viewer, ids), cancellationToken))
                .GroupBy(post => post.CommunityId!.Value)
                .ToDictionary(posts => posts.Key, posts => (IReadOnlyList<PostNode>)[.. posts.Select(post => new PostNode(post))]), []);

    /// <summary>Reports, for operators alone, but for those about what they wrote.</summary>
    public BatchLoader<ContentReportId, ContentReportNode?> Reports => field ??= new(memory, async (ids, cancellationToken) =>
        caller.IsOperator
            ? await OthersReports.DictionaryAsync(db, (caller.Viewer, ids), r => r.Id, r => (ContentReportNode?)new ContentReportNode(r), cancellationToken)
            : new Dictionary<ContentReportId, ContentReportNode?>(), null);

    private sealed class CountedPost
    {
        public required PostId Id { get; init; }

        public required long Likes { get; init; }

        public required long Comments { get; init; }
    }

    private sealed class MentionedUser
    {
        public required PostId Post { get; init; }

        public required UserProfile User { get; init; }
    }
}
