using Graph.Api.Communities;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Communities;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Posts;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Posts;

/// <summary>Lists of posts, comments and likes, as the viewer may see them. Each begins with the few whose lists are asked for.</summary>
internal static class PostLists
{
    private static readonly KeptLists<UserId, (UserId Viewer, IReadOnlyList<UserId> Authors), Post> ByAuthors = new(
        new Keyset<Post>("posts of user").By(p => p.CreatedAt, descending: true).By(p => p.Tiebreak),
        (db, of) => db.Set<User>().Where(u => of.Authors.Contains(u.Id)).Select(u => u.Id),
        (db, of) => db.Set<Post>().Where(p => of.Authors.Contains(p.AuthorId)).Where(Post.VisibleTo(of.Viewer, db)),
        post => post.AuthorId);

    private static readonly KeptLists<CommunityId, (UserId Viewer, IReadOnlyList<CommunityId> Communities), CommunityPost> InCommunities = new(
        new Keyset<CommunityPost>("posts of community").By(row => row.Post.CreatedAt, descending: true).By(row => row.Post.Tiebreak),
        (db, of) => db.Set<Community>().Where(c => of.Communities.Contains(c.Id)).Select(c => c.Id),
        (db, of) => from post in db.Set<Post>().Where(Post.ReadableBy(of.Viewer, db))
                    where post.CommunityId != null && of.Communities.Contains(post.CommunityId.Value)
                    select new CommunityPost { Community = post.CommunityId!.Value, Post = post },
        row => row.Community);

    private static readonly KeptLists<PostId, (UserId Viewer, IReadOnlyList<PostId> Posts), Comment> Comments = new(
        new Keyset<Comment>("comments").By(c => c.CreatedAt).By(c => c.Tiebreak),
        (db, of) => db.Set<Post>().Where(p => of.Posts.Contains(p.Id)).Select(p => p.Id),
        (db, of) => db.Set<Comment>().Where(c => of.Posts.Contains(c.PostId)).Where(Comment.VisibleTo(of.Viewer, db)),
        comment => comment.PostId);

    private static readonly KeptLists<PostId, (UserId Viewer, IReadOnlyList<PostId> Posts), LikeRow> Likes = new(
        new Keyset<LikeRow>("liked by").By(row => row.Since, descending: true).By(row => row.User.Handle),
        (db, of) => db.Set<Post>().Where(p => of.Posts.Contains(p.Id)).Select(p => p.Id),
        (db, of) => from like in db.Set<PostLike>()
                    join user in db.UsersFor(of.Viewer) on like.UserId equals user.Id
                    where of.Posts.Contains(like.PostId)
                        && db.Set<Post>().Where(Post.ReadableBy(of.Viewer, db)).Any(p => p.Id == like.PostId)
                    select new LikeRow { Post = like.PostId, User = UserProfile.Of(user), Since = like.Since },
        row => row.Post);

    public static Loading<Connection<PostNode>> ByAuthor(PageLoaders pages, GraphDb db, UserId viewer, UserId author, PageArguments page) =>
        pages.Load<UserId, PostNode>(author, page, (authors, cancellationToken) => ByAuthors.PagesAsync(
            db, (viewer, authors), authors, page, post => new PostNode(post), cancellationToken)).Then(found => found!);

    public static Loading<Connection<PostNode>> InCommunity(
        PageLoaders pages, GraphDb db, UserId? caller, CommunityId community, PageArguments page) => caller is not { } viewer
        ? new Loaded<Connection<PostNode>>(Connection<PostNode>.Empty)
        : pages.Load<CommunityId, PostNode>(community, page, (communities, cancellationToken) => InCommunities.PagesAsync(
            db, (viewer, communities), communities, page, row => new PostNode(row.Post), cancellationToken)).Then(found => found!);

    public static Loading<Connection<CommentNode>> CommentsOf(PageLoaders pages, GraphDb db, UserId viewer, PostId post, PageArguments page) =>
        pages.Load<PostId, CommentNode>(post, page, (posts, cancellationToken) => Comments.PagesAsync(
            db, (viewer, posts), posts, page, comment => new CommentNode(comment), cancellationToken)).Then(found => found!);

    public static Loading<Connection<UserNode>> LikedBy(PageLoaders pages, GraphDb db, UserId viewer, PostId post, PageArguments page) =>
        pages.Load<PostId, UserNode>(post, page, (posts, cancellationToken) => Likes.PagesAsync(
            db, (viewer, posts), posts, page, row => new UserNode(row.User), cancellationToken)).Then(found => found!);

    private sealed class CommunityPost
    {
        public required CommunityId Community { get; init; }

        public required Post Post { get; init; }
    }

    private sealed class LikeRow
    {
        public required PostId Post { get; init; }

        public required UserProfile User { get; init; }

        public required DateTime Since { get; init; }
    }
}

/// <summary>The posts of a user.</summary>
[FieldsOf(typeof(UserNode))]
public sealed class PostsOfUser
{
    /// <summary>The posts of this person that the viewer may see, the latest first.</summary>
    public static Loading<Connection<PostNode>> Posts(UserNode node, GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        PostLists.ByAuthor(pages, db, caller.Viewer, node.Entity.Id, page);
}

/// <summary>The posts of a community.</summary>
[FieldsOf(typeof(CommunityNode))]
public sealed class PostsOfCommunity
{
    /// <summary>
    /// The posts of the community, the latest first. Empty when the viewer may not see them, or is not signed in. The owner and the
    /// moderators see all of them, also those of people with whom they have a block.
    /// </summary>
    public static Loading<Connection<PostNode>> Posts(
        CommunityNode node, GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        PostLists.InCommunity(pages, db, caller.Id, node.Entity.Id, page);

    /// <summary>The posts that the moderators pinned, at most 3, the latest pinned first. They stand in `posts` too.</summary>
    [AtMost(Post.MaxPinned)]
    public static Loading<IReadOnlyList<PostNode>> PinnedPosts(CommunityNode node, PostLoaders posts) => posts.PinnedIn.Load(node.Entity.Id);
}
