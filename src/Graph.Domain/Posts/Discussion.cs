using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Posts;

/// <summary>
/// Likes and comments. Both need that the post is open to the user, and that the account is: they lock the account and then the row
/// of the post.
/// </summary>
public sealed class Discussion(Units units, Throttle throttle, PostLimits limits, TimeProvider clock)
{
    /// <summary>Gives or takes back a like. Repeating this changes nothing.</summary>
    public Task<PostId> LikeAsync(UserId user, PostId id, bool likes) => units.WriteAsync(async db =>
    {
        var row = db.Set<PostLike>().Where(l => l.PostId == id && l.UserId == user);

        // One's own like can be taken back from a post that one does not see any more.
        var open = !likes && await row.AnyAsync() ? db.Set<Post>() : db.OpenPosts(user);
        if ((likes && !await db.TryLockOpenAccountAsync(user)) || await db.LockAsync(open.Where(p => p.Id == id)) == 0)
        {
            throw new DomainException(new NotFoundError("post"));
        }

        if (likes && !await row.AnyAsync())
        {
            db.Set<PostLike>().Add(new PostLike { PostId = id, UserId = user, Since = clock.UtcNow() });
            await db.SaveChangesAsync();
            await CountLikesAsync(1);
        }
        else if (!likes && await row.ExecuteDeleteAsync() == 1)
        {
            await CountLikesAsync(-1);
        }

        return id;

        Task CountLikesAsync(int change) => db.Set<Post>().Where(p => p.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.LikeCount, p => p.LikeCount + change));
    });

    public async Task<CommentId> CommentAsync(UserId author, PostId id, string text, CommentId? replyTo)
    {
        var check = new Validation();
        text = check.Text(TextKind.Comment, text, "text");
        check.ThrowIfAny();
        await throttle.CountAsync("comments", author, limits.CommentsPerMinute, TimeSpan.FromMinutes(1));
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await db.LockOpenAccountAsync(author);
            var post = await PostWriter.LockedAsync(db, db.OpenPosts(author).Where(p => p.Id == id));
            var answered = replyTo is null ? null : await db.Set<Comment>()
                .Where(Comment.OpenTo(author, db))
                .SingleOrDefaultAsync(c => c.Id == replyTo && c.PostId == id)
                ?? throw new DomainException(new NotFoundError("replyTo"));
            if (post.CommentCount >= Post.MaxComments)
            {
                throw new DomainException(new PostLimitError(Post.MaxComments));
            }

            var key = clock.NewGuid();
            var comment = new Comment
            {
                Id = new CommentId(key),
                PostId = id,
                AuthorId = author,
                Text = text,
                ReplyToId = replyTo,
                CreatedAt = now,
                Tiebreak = key.RandomPart(),
            };
            db.Set<Comment>().Add(comment);
            await CountAsync(db, id, 1);
            db.Raise(new CommentWritten(
                comment,
                await IsOpenAsync(db, post.AuthorId, id) ? post.AuthorId : null,
                answered is not null && await IsOpenAsync(db, answered.AuthorId, id) ? answered.AuthorId : null,
                await Mentions.FindAsync(db, author, text, id),
                now));
            return comment.Id;
        });
    }

    /// <summary>
    /// Deletes a comment: its author does, the author of the post, or a moderator of the community. The author of the
    /// comment may repeat this. Returns the post.
    /// </summary>
    public Task<PostId> DeleteCommentAsync(UserId actor, CommentId id) => units.WriteAsync(async db =>
    {
        var found = await db.Set<Comment>().SingleOrDefaultAsync(c => c.Id == id) ?? throw new DomainException(new NotFoundError("comment"));
        await db.LockAsync(db.Set<Post>().Where(p => p.Id == found.PostId));
        var comment = await db.Set<Comment>().AsTracking().SingleAsync(c => c.Id == id);
        if (comment.AuthorId != actor && !(await IsVisibleAsync(db, actor, id)
            && (await db.Set<Post>().AnyAsync(p => p.Id == found.PostId && p.AuthorId == actor)
                || await PostWriter.IsModeratedAsync(db, actor, found.PostId))))
        {
            throw new DomainException(new NotFoundError("comment"));
        }

        if (comment.DeletedAt is null)
        {
            var now = clock.UtcNow();
            await CountAsync(db, comment.PostId, comment.HiddenAt is null ? -1 : 0);
            comment.Delete(now);
            db.Raise(new CommentShownChanged(id, IsShown: false, now));
        }

        return found.PostId;
    });

    internal static Task<bool> IsVisibleAsync(GraphDb db, UserId viewer, CommentId id) =>
        db.Set<Comment>().Where(Comment.VisibleTo(viewer, db)).AnyAsync(c => c.Id == id);

    /// <summary>Counts comments that are shown. The row of the post is locked.</summary>
    internal static Task CountAsync(GraphDb db, PostId id, int change) => db.Set<Post>().Where(p => p.Id == id)
        .ExecuteUpdateAsync(set => set.SetProperty(p => p.CommentCount, p => p.CommentCount + change));

    private static Task<bool> IsOpenAsync(GraphDb db, UserId viewer, PostId id) => db.OpenPosts(viewer).AnyAsync(p => p.Id == id);
}
