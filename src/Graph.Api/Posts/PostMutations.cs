using Graph.Api.Communities;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Domain.Communities;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Posts;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Posts;

/// <summary>The new post.</summary>
/// <param name="Text">
/// The text, at most 2000 characters. It may be empty if there are pictures. `@handle` mentions a friend who may see the post;
/// the first 20 are notified.
/// </param>
/// <param name="ImageUrls">
/// At most 9 https addresses of pictures on public hosts, in the order in which to show them, at most 500 characters each.
/// </param>
/// <param name="Visibility">
/// The people who may see the post: PUBLIC, FRIENDS, or PARTIES for the viewer alone. If it is left out, friends see the
/// post. Leave it out for a post in a community, because the community decides that.
/// </param>
/// <param name="Community">The ID of a community of which the viewer is a member, to write there.</param>
/// <param name="Deal">The ID of a published deal that the post is about.</param>
public sealed record CreatePostInput(
    string Text, IReadOnlyList<string>? ImageUrls, Visibility? Visibility, CommunityId? Community, DealId? Deal);

/// <summary>The change to a post.</summary>
/// <param name="Post">The ID of a post of the viewer that is in no community.</param>
/// <param name="Visibility">The people who may see the post from now on. Feeds that showed it before follow the change too.</param>
public sealed record UpdatePostInput(PostId Post, Visibility Visibility);

/// <summary>The post to delete.</summary>
/// <param name="Post">The ID of a post of the viewer, or of a post in a community that the viewer moderates.</param>
public sealed record DeletePostInput(PostId Post);

/// <summary>The post to pin, or to take down.</summary>
/// <param name="Post">The ID of a post in a community that the viewer moderates.</param>
/// <param name="Pinned">True pins it, false takes it down.</param>
public sealed record PinPostInput(PostId Post, bool Pinned = true);

/// <summary>The post to like.</summary>
/// <param name="Post">The ID of a post that the viewer sees.</param>
public sealed record LikePostInput(PostId Post);

/// <summary>The post from which the viewer takes a like back.</summary>
/// <param name="Post">The ID of a post that the viewer likes.</param>
public sealed record UnlikePostInput(PostId Post);

/// <summary>The new comment.</summary>
/// <param name="Post">The ID of a post that the viewer sees.</param>
/// <param name="Text">The text, 1 to 500 characters. `@handle` mentions a friend who may see the post.</param>
/// <param name="ReplyTo">The ID of a comment on the same post, to reply to it.</param>
public sealed record CommentOnPostInput(PostId Post, string Text, CommentId? ReplyTo);

/// <summary>The comment to delete.</summary>
/// <param name="Comment">
/// The ID of a comment of the viewer, of a comment on the viewer's post, or in a community that the viewer moderates.
/// </param>
public sealed record DeleteCommentInput(CommentId Comment);

/// <param name="Post">The post after the mutation; null when the viewer does not see it any more.</param>
public sealed record PostAfter(PostNode? Post);

/// <param name="DeletedId">The ID of the deleted post. Remove it from the caches of the client.</param>
/// <param name="Community">The community in which the post was; null when it was in none, or the viewer may not see it.</param>
public sealed record PostDeleted(PostId DeletedId, CommunityNode? Community);

/// <param name="Comment">The new comment.</param>
public sealed record CommentAdded(CommentNode Comment);

/// <param name="DeletedId">The ID of the deleted comment. Remove it from the caches of the client.</param>
/// <param name="Post">The post, with its new `commentCount`; null when the viewer may not see it.</param>
public sealed record CommentDeleted(CommentId DeletedId, PostNode? Post);

[MutationFields]
public sealed class PostMutations
{
    /// <summary>
    /// Writes a post. It appears in the feeds of those who may see it: friends, or members of the community. At most 30 in an
    /// hour; more are refused with RATE_LIMITED. Calling it again writes another post.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(CommunityRoleRequiredError))]
    public static async Task<PostAfter> CreatePost(
        PostWriter writer, PostLoaders loaders, Caller caller, CreatePostInput input) =>
        await AfterAsync(
            await writer.WriteAsync(new PostDraft(
                caller.Viewer, input.Text, input.ImageUrls ?? [], input.Visibility, input.Community, input.Deal)),
            loaders);

    /// <summary>
    /// Changes who sees a post of the viewer. Feeds, lists and notifications follow at once. Calling it again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<PostAfter> UpdatePost(
        PostWriter writer, PostLoaders loaders, Caller caller, UpdatePostInput input) =>
        await AfterAsync(await writer.ShowAsync(caller.Viewer, input.Post, input.Visibility), loaders);

    /// <summary>
    /// Deletes a post of the viewer, or one in a community that the viewer moderates, also across a block. It is gone for
    /// everybody, with its comments, also from feeds and notifications. When its author calls it again, it changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<PostDeleted> DeletePost(
        PostWriter writer, CommunityLoaders communities, Caller caller, DeletePostInput input)
    {
        var place = await writer.DeleteAsync(caller.Viewer, input.Post);
        return new PostDeleted(input.Post, place is { } id ? await communities.ById.LoadAsync(id, CancellationToken.None) : null);
    }

    /// <summary>
    /// Pins a post at the top of its community, or takes it down. The owner and the moderators may do it. A community has at
    /// most 3 pinned posts. Calling it again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError), typeof(CommunityRoleRequiredError), typeof(PostLimitError))]
    public static async Task<PostAfter> PinPost(
        PostWriter writer, PostLoaders loaders, Caller caller, PinPostInput input) =>
        await AfterAsync(await writer.PinAsync(caller.Viewer, input.Post, input.Pinned), loaders);

    /// <summary>Likes a post that the viewer sees. Calling it again changes nothing.</summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<PostAfter> LikePost(
        Discussion discussion, PostLoaders loaders, Caller caller, LikePostInput input) =>
        await AfterAsync(await discussion.LikeAsync(caller.Viewer, input.Post, likes: true), loaders);

    /// <summary>
    /// Takes a like back, also from a post that the viewer does not see any more: then `post` is null, and a repetition ends in NotFoundError.
    /// Calling it again changes nothing otherwise.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<PostAfter> UnlikePost(
        Discussion discussion, PostLoaders loaders, Caller caller, UnlikePostInput input) =>
        await AfterAsync(await discussion.LikeAsync(caller.Viewer, input.Post, likes: false), loaders);

    /// <summary>
    /// Comments on a post that the viewer sees. The author of the post, the one who is replied to, and mentioned friends are
    /// notified, each once. At most 20 in a minute; more are refused with RATE_LIMITED. Calling it again adds another comment.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(PostLimitError))]
    public static async Task<CommentAdded> CommentOnPost(
        Discussion discussion, PostLoaders loaders, Caller caller, CommentOnPostInput input)
    {
        var id = await discussion.CommentAsync(caller.Viewer, input.Post, input.Text, input.ReplyTo);
        return new CommentAdded((await loaders.CommentsById.LoadAsync(id, CancellationToken.None))!);
    }

    /// <summary>
    /// Deletes a comment that the viewer wrote, or one on the viewer's post, or one in a community that the viewer moderates, where a
    /// block does not matter. It is gone for everybody. When its author calls it again, it changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<CommentDeleted> DeleteComment(
        Discussion discussion, PostLoaders loaders, Caller caller, DeleteCommentInput input)
    {
        var post = await discussion.DeleteCommentAsync(caller.Viewer, input.Comment);
        return new CommentDeleted(input.Comment, await loaders.ById.LoadAsync(post, CancellationToken.None));
    }

    private static async Task<PostAfter> AfterAsync(PostId id, PostLoaders loaders) =>
        new(await loaders.ById.LoadAsync(id, CancellationToken.None));
}
