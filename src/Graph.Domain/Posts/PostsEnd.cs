using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Posts.Reports;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Posts;

/// <summary>Deletes the posts, comments and likes of an account that is closed. What was written is not kept.</summary>
public sealed class PostsEnd : IAccountEnd
{
    public async Task CloseAsync(GraphDb db, UserId user, DateTime now)
    {
        var posts = await db.Set<Post>().Where(p => p.AuthorId == user && p.DeletedAt == null).Select(p => p.Id).ToListAsync();
        var comments = await db.Set<Comment>().Where(c => c.AuthorId == user && c.DeletedAt == null).Select(c => c.Id).ToListAsync();
        await db.Set<PostMention>().Where(m => m.UserId == user).ExecuteDeleteAsync();
        await db.Set<PostMention>().Where(m => db.Set<Post>().Any(p => p.Id == m.PostId && p.AuthorId == user)).ExecuteDeleteAsync();
        await db.Set<Post>()
            .Where(p => p.AuthorId == user && p.DeletedAt == null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(p => p.DeletedAt, now)
                .SetProperty(p => p.PinnedAt, (DateTime?)null)
                .SetProperty(p => p.Text, "")
                .SetProperty(p => p.ImageUrls, new List<string>()));

        // Locks the posts before it reads the comments and likes, so that one that somebody else deletes meanwhile is not subtracted twice.
        await db.LockAsync(db.Set<Post>().Where(p => db.Set<Comment>().Any(c => c.PostId == p.Id && c.AuthorId == user && c.DeletedAt == null)));
        await db.LockAsync(db.Set<Post>().Where(p => db.Set<PostLike>().Any(l => l.PostId == p.Id && l.UserId == user)));
        await db.Set<Post>()
            .Where(p => db.Set<Comment>().Any(c => c.PostId == p.Id && c.AuthorId == user && c.DeletedAt == null && c.HiddenAt == null))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.CommentCount, p => p.CommentCount - db.Set<Comment>()
                .Count(c => c.PostId == p.Id && c.AuthorId == user && c.DeletedAt == null && c.HiddenAt == null)));
        await db.Set<Comment>()
            .Where(c => c.AuthorId == user && c.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, now).SetProperty(c => c.Text, ""));
        await db.Set<Post>()
            .Where(p => db.Set<PostLike>().Any(l => l.PostId == p.Id && l.UserId == user))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.LikeCount, p => p.LikeCount - 1));
        await db.Set<PostLike>().Where(l => l.UserId == user).ExecuteDeleteAsync();

        // Others were told of what is gone: of comments on a post, of replies to a comment.
        posts.ForEach(post => db.Raise(new PostShownChanged(post, IsShown: false, now)));
        comments.ForEach(comment => db.Raise(new CommentShownChanged(comment, IsShown: false, now)));
    }

    public async Task EraseAsync(GraphDb db, UserId user, DateTime now)
    {
        await db.Set<ContentReport>().Where(r => r.AuthorId == user)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Text, "").SetProperty(r => r.ImageUrls, new List<string>()));
        await db.Set<ContentReport>().Where(r => r.ReporterId == user)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Reason, ""));
    }
}

/// <summary>The posts of a user, for the copy of the user's data.</summary>
public sealed class PostsData : IPersonalData
{
    public string Name => "posts";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var posts = db.Set<Post>().Where(p => p.AuthorId == user && p.DeletedAt == null).OrderBy(p => p.CreatedAt);
        await foreach (var post in posts.AsAsyncEnumerable())
        {
            yield return new { post.Text, post.ImageUrls, Visibility = post.Visibility.ToString(), post.CreatedAt, post.HiddenAt };
        }
    }
}

/// <summary>The comments of a user, for the copy of the user's data.</summary>
public sealed class CommentsData : IPersonalData
{
    public string Name => "comments";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var comments = db.Set<Comment>().Where(c => c.AuthorId == user && c.DeletedAt == null).OrderBy(c => c.CreatedAt);
        await foreach (var comment in comments.AsAsyncEnumerable())
        {
            yield return new { comment.Text, comment.CreatedAt, comment.HiddenAt };
        }
    }
}

/// <summary>The posts that a user likes, for the copy of the user's data.</summary>
public sealed class LikesData : IPersonalData
{
    public string Name => "likes";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        await foreach (var row in db.Set<PostLike>().Where(l => l.UserId == user).OrderBy(l => l.Since).AsAsyncEnumerable())
        {
            yield return new { Post = row.PostId.Value, row.Since };
        }
    }
}

/// <summary>What a user reported to the operators, for the copy of the user's data.</summary>
public sealed class ReportsData : IPersonalData
{
    public string Name => "reports";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        await foreach (var row in db.Set<ContentReport>().Where(r => r.ReporterId == user).OrderBy(r => r.At).AsAsyncEnumerable())
        {
            yield return new { Kind = row.Kind.ToString(), Subject = row.SubjectId, row.Reason, row.At };
        }
    }
}
