using Graph.Api.Communities;
using Graph.Api.Deals;
using Graph.Api.Deals.Catalogue;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Communities;
using Graph.Domain.Persistence;
using Graph.Domain.Posts;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Posts;

/// <summary>
/// Something that a person wrote for friends, for everybody, or in a community. Who may see it is decided when it is read:
/// ending a friendship, leaving the community, blocking, and a changed visibility act on the past.
/// </summary>
public sealed class PostNode(Post post) : INode, IActivitySubject, INotificationSubject
{
    /// <summary>The opaque global ID. Everybody who may see the post can fetch it by this ID.</summary>
    public ITypedId Id => post.Id;

    /// <summary>The person who wrote it.</summary>
    public Loading<UserNode> Author(UserLoaders users) => users.Named.Load(post.AuthorId, user => user!);

    /// <summary>The text, at most 2000 characters; empty beside pictures.</summary>
    public string Text => post.Text;

    /// <summary>The https addresses of at most 9 pictures, in the order in which to show them.</summary>
    public IReadOnlyList<string> ImageUrls => post.ImageUrls;

    /// <summary>
    /// The people who may see the post. With PUBLIC everybody who is signed in sees it, with FRIENDS the author's friends,
    /// and with PARTIES the author alone. A post in a community has PARTIES, because the community decides who sees its
    /// posts (`membersOnly`).
    /// </summary>
    public Visibility Visibility => post.Visibility;

    /// <summary>The community in which it is; null when it is in none, or when the viewer may not see that one any more.</summary>
    public Loading<CommunityNode?> Community(CommunityLoaders communities) => post.CommunityId is { } community
        ? communities.ById.Load(community)
        : new Loaded<CommunityNode?>((CommunityNode?)null);

    /// <summary>The deal that the post is about; null when there is none.</summary>
    public Loading<DealNode?> Promotes(DealLoaders deals) => post.DealId is { } deal
        ? deals.Deals.Load(deal)
        : new Loaded<DealNode?>((DealNode?)null);

    /// <summary>Whether a moderator pinned it in its community.</summary>
    public bool Pinned => post.PinnedAt is not null;

    /// <summary>The friends of the author whom the text mentions with `@handle`, in the order of their handles.</summary>
    [AtMost(20)]
    public Loading<IReadOnlyList<UserNode>> Mentions(PostLoaders posts) => posts.MentionsOf.Load(post.Id);

    /// <summary>
    /// The comments, the oldest first. Those by people who are hidden from the viewer by a block are left out, unless the viewer
    /// moderates the community.
    /// </summary>
    public Loading<Connection<CommentNode>> Comments(GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        PostLists.CommentsOf(pages, db, caller.Viewer, post.Id, page);

    /// <summary>The number of comments that the viewer may see.</summary>
    public Loading<int> CommentCount(PostLoaders posts) => posts.Counts.Load(post.Id, counts => counts.Comments);

    /// <summary>The people who like it, the latest first. People who are hidden from the viewer by a block are left out.</summary>
    public Loading<Connection<UserNode>> LikedBy(GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        PostLists.LikedBy(pages, db, caller.Viewer, post.Id, page);

    /// <summary>The number of people in `likedBy`.</summary>
    public Loading<int> LikeCount(PostLoaders posts) => posts.Counts.Load(post.Id, counts => counts.Likes);

    /// <summary>Whether the viewer likes it.</summary>
    public Loading<bool> ViewerLikes(PostLoaders posts) => posts.Liked.Load(post.Id);

    /// <summary>Whether `deletePost` is for the viewer: the author, and who owns or moderates the community.</summary>
    public Loading<bool> ViewerCanDelete(Caller caller, CommunityLoaders communities) =>
        post.AuthorId == caller.Viewer ? new Loaded<bool>(true)
        : post.CommunityId is not { } community ? new Loaded<bool>(false)
        : communities.Mine.Load(community, mine => mine is { Standing: MemberStanding.Member, Role: >= CommunityRole.Moderator });

    /// <summary>The time at which it was written, in UTC.</summary>
    public DateTime CreatedAt => post.CreatedAt;
}

/// <summary>What a person wrote about a post, or in reply to another comment on it.</summary>
public sealed class CommentNode(Comment comment) : INode, INotificationSubject
{
    /// <summary>The opaque global ID. Everybody who may see the comment can fetch it by this ID.</summary>
    public ITypedId Id => comment.Id;

    /// <summary>The person who wrote it.</summary>
    public Loading<UserNode> Author(UserLoaders users) => users.Named.Load(comment.AuthorId, user => user!);

    /// <summary>The text, 1 to 500 characters.</summary>
    public string Text => comment.Text;

    /// <summary>The post; null when the viewer may not see it any more.</summary>
    public Loading<PostNode?> Post(PostLoaders posts) => posts.ById.Load(comment.PostId);

    /// <summary>
    /// The comment to which this one replies; null when it is about the post, or when the viewer may not see that comment.
    /// </summary>
    public Loading<CommentNode?> ReplyTo(PostLoaders posts) => comment.ReplyToId is { } other
        ? posts.CommentsById.Load(other)
        : new Loaded<CommentNode?>((CommentNode?)null);

    /// <summary>
    /// Whether `deleteComment` is for the viewer: the author, the author of the post, and who owns or moderates the community.
    /// </summary>
    public Loading<bool> ViewerCanDelete(Caller caller, PostLoaders posts) =>
        comment.AuthorId == caller.Viewer ? new Loaded<bool>(true) : posts.InHand.Load(comment.Id);

    /// <summary>The time at which it was written, in UTC.</summary>
    public DateTime CreatedAt => comment.CreatedAt;
}
