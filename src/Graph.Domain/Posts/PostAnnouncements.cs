using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;

namespace Graph.Domain.Posts;

/// <summary>
/// Tells friends and members of communities about posts, and people about comments and mentions. Each person is told once
/// about one post or comment. What was written stands in no notification: what is deleted is gone from everywhere.
/// </summary>
public sealed class PostAnnouncements :
    IAnnounce<PostWritten>,
    IAnnounce<PostVisibilityChanged>,
    IAnnounce<PostShownChanged>,
    IAnnounce<CommentWritten>,
    IAnnounce<CommentShownChanged>,
    IAnnounce<ContentHidden>
{
    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(PostWritten fact, GraphDb db)
    {
        var post = fact.Post;
        return new(
        [
            new FeedLine(ActivityKind.Posted, post.AuthorId, post.Id, post.Visibility, fact.At)
            {
                Source = post.CommunityId,
                IsInPerson = post.CommunityId is not null,
            },
            .. fact.Mentioned.Select(user =>
                new Notice(NotificationKind.PostMentioned, user, post.AuthorId, "A friend mentioned you in a post", post.Id, fact.At)),
        ]);
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(PostVisibilityChanged fact, GraphDb db) =>
        new([new LinesChanged(fact.Post, IsWithdrawn: false, fact.At) { Visibility = fact.Visibility }]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(PostShownChanged fact, GraphDb db) => new(
    [
        new LinesChanged(fact.Post, !fact.IsShown, fact.At),
        new NoticesChanged(fact.Post, !fact.IsShown, fact.At),
    ]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(CommentWritten fact, GraphDb db)
    {
        var (comment, told) = (fact.Comment, new HashSet<UserId> { fact.Comment.AuthorId });
        var notices = new List<Announcement>();
        Tell(fact.PostAuthor, NotificationKind.PostCommented, "Somebody commented on your post");
        Tell(fact.RepliedTo, NotificationKind.CommentReplied, "Somebody replied to your comment");
        foreach (var user in fact.Mentioned)
        {
            Tell(user, NotificationKind.PostMentioned, "A friend mentioned you in a comment");
        }

        return new(notices);

        void Tell(UserId? user, NotificationKind kind, string title)
        {
            if (user is { } recipient && told.Add(recipient))
            {
                notices.Add(new Notice(kind, recipient, comment.AuthorId, title, comment.Id, fact.At) { Context = comment.PostId });
            }
        }
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(CommentShownChanged fact, GraphDb db) =>
        new([new NoticesChanged(fact.Comment, !fact.IsShown, fact.At)]);

    /// <summary>Who hid it is not told: an operator acts for the product.</summary>
    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(ContentHidden fact, GraphDb db) => new(
    [
        new Notice(
            NotificationKind.ContentHidden,
            fact.Author,
            fact.Author,
            fact.Subject is PostId ? "A post of yours was hidden" : "A comment of yours was hidden",
            fact.Subject,
            fact.At)
        {
            Message = fact.Reason,
        },
    ]);
}
