using Graph.Domain.Communities;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Posts.Reports;

/// <summary>Takes reports of posts and comments, and lets operators hide what was reported.</summary>
public sealed class ContentReports(Units units, Throttle throttle, PostLimits limits, TimeProvider clock)
{
    /// <summary>How many of the reports that a decision closed are returned.</summary>
    private const int MostShown = 100;

    /// <summary>Reports something that the user sees. Reporting it again changes nothing.</summary>
    /// <returns>When the user reported it for the first time.</returns>
    public async Task<DateTime> ReportAsync(UserId reporter, ITypedId subject, string reason)
    {
        var check = new Validation();
        reason = check.Text(TextKind.NeededReason, reason, "reason");
        check.ThrowIfAny();
        await throttle.CountAsync("reports", reporter, limits.ReportsPerDay, TimeSpan.FromDays(1));
        return await units.WriteAsync(async db =>
        {
            var id = subject.Value;
            if (await db.Set<ContentReport>().SingleOrDefaultAsync(r => r.SubjectId == id && r.ReporterId == reporter) is { } before)
            {
                return before.At;
            }

            var content = await SeenAsync(db, reporter, subject) ?? throw new DomainException(new NotFoundError("subject"));
            new Validation().Check(content.Author != reporter, "This is yours; delete it instead.", "subject").ThrowIfAny();
            var key = clock.NewGuid();
            var report = new ContentReport
            {
                Id = new ContentReportId(key),
                Kind = subject is PostId ? ContentKind.Post : ContentKind.Comment,
                SubjectId = id,
                AuthorId = content.Author,
                Text = content.Text,
                ImageUrls = content.ImageUrls,
                ReporterId = reporter,
                Reason = reason,
                At = clock.UtcNow(),
                Tiebreak = key.RandomPart(),
            };
            db.Set<ContentReport>().Add(report);
            return report.At;
        });
    }

    /// <summary>
    /// Hides a post or a comment from everybody, or shows it again. Both close the open reports about it. Repeating this
    /// changes nothing.
    /// </summary>
    /// <returns>The last of the reports that this closed, the oldest first.</returns>
    public async Task<IReadOnlyList<ContentReport>> HideAsync(UserId by, ITypedId subject, bool isHidden, string reason)
    {
        var check = new Validation();
        reason = check.Text(TextKind.NeededReason, reason, "reason");
        check.ThrowIfAny();
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await RequireOthersAsync(db, by, subject);
            await (subject is PostId post ? HidePostAsync(db, post, by, isHidden, reason, now)
                : subject is CommentId comment ? HideCommentAsync(db, comment, by, isHidden, reason, now)
                : throw new DomainException(new NotFoundError("subject")));
            await db.Set<ContentReport>()
                .Where(r => r.SubjectId == subject.Value && r.Outcome == ReportOutcome.Open)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(r => r.Outcome, isHidden ? ReportOutcome.Hidden : ReportOutcome.Dismissed)
                    .SetProperty(r => r.ResolvedAt, now)
                    .SetProperty(r => r.ResolvedById, by));
            var closed = await db.Set<ContentReport>()
                .Where(r => r.SubjectId == subject.Value && r.ResolvedAt == now && r.ResolvedById == by)
                .OrderByDescending(r => r.At)
                .Take(MostShown)
                .ToListAsync();
            closed.Reverse();
            return closed;
        });
    }

    /// <summary>Requires that an operator does not decide about what one of their own accounts wrote.</summary>
    private static async Task RequireOthersAsync(GraphDb db, UserId by, ITypedId subject)
    {
        var author = subject switch
        {
            PostId post => await db.Set<Post>().Where(p => p.Id == post).Select(p => (UserId?)p.AuthorId).SingleOrDefaultAsync(),
            CommentId comment => await db.Set<Comment>().Where(c => c.Id == comment).Select(c => (UserId?)c.AuthorId).SingleOrDefaultAsync(),
            _ => null,
        };
        if (author is not null && await PersonOf.Accounts(db, by).AnyAsync(u => u.Id == author))
        {
            throw Validation.Error("You wrote this, with this account or another one. Another operator decides about it.", "subject");
        }
    }

    private static async Task HidePostAsync(GraphDb db, PostId id, UserId by, bool isHidden, string reason, DateTime now)
    {
        // Pinning locks the community before the post, and so does this, because a post that is shown again may be pinned.
        await db.LockAsync(db.Set<Community>().Where(c => db.Set<Post>().Any(p => p.Id == id && p.CommunityId == c.Id)));
        await db.LockAsync(db.Set<Post>().Where(p => p.Id == id));
        var post = await db.Set<Post>().AsTracking().SingleOrDefaultAsync(p => p.Id == id)
            ?? throw new DomainException(new NotFoundError("subject"));
        if (post.DeletedAt is null && post.HiddenAt is null == isHidden)
        {
            if (!isHidden && post.PinnedAt is not null && await PostWriter.HasAllPinsAsync(db, post.CommunityId))
            {
                // Others took its place while it was hidden.
                post.PinnedAt = null;
            }

            post.HiddenAt = isHidden ? now : null;
            db.Raise(new PostShownChanged(id, !isHidden, now));
            Note(db, id, post.AuthorId, by, isHidden, reason, now);
        }
    }

    private static async Task HideCommentAsync(GraphDb db, CommentId id, UserId by, bool isHidden, string reason, DateTime now)
    {
        var found = await db.Set<Comment>().SingleOrDefaultAsync(c => c.Id == id) ?? throw new DomainException(new NotFoundError("subject"));
        await db.LockAsync(db.Set<Post>().Where(p => p.Id == found.PostId));
        var comment = await db.Set<Comment>().AsTracking().SingleAsync(c => c.Id == id);
        if (comment.DeletedAt is null && comment.HiddenAt is null == isHidden)
        {
            comment.HiddenAt = isHidden ? now : null;
            await Discussion.CountAsync(db, comment.PostId, isHidden ? -1 : 1);
            if (isHidden || await db.Set<Post>().AnyAsync(p => p.Id == comment.PostId && p.DeletedAt == null && p.HiddenAt == null))
            {
                // Nobody hears again of a comment whose post is gone.
                db.Raise(new CommentShownChanged(id, !isHidden, now));
            }

            Note(db, id, comment.AuthorId, by, isHidden, reason, now);
        }
    }

    /// <summary>Keeps in the operator's log what was done, and tells the author of what was hidden.</summary>
    private static void Note(GraphDb db, ITypedId subject, UserId author, UserId by, bool isHidden, string reason, DateTime now)
    {
        var what = subject is PostId ? "post" : "comment";
        db.Audit(by, AuditKind.ContentHidden, now, $"The {what} {subject.Value} was {(isHidden ? "hidden" : "shown again")}.");
        if (isHidden)
        {
            db.Raise(new ContentHidden(subject, author, by, reason, now));
        }
    }

    private static async Task<(UserId Author, string Text, List<string> ImageUrls)?> SeenAsync(GraphDb db, UserId viewer, ITypedId subject)
    {
        switch (subject)
        {
            case PostId id when await db.Set<Post>().Where(Post.VisibleTo(viewer, db)).SingleOrDefaultAsync(p => p.Id == id) is { } post:
                return (post.AuthorId, post.Text, post.ImageUrls);
            case CommentId id when await db.Set<Comment>().Where(Comment.VisibleTo(viewer, db)).SingleOrDefaultAsync(c => c.Id == id) is { } comment:
                return (comment.AuthorId, comment.Text, []);
            default:
                return null;
        }
    }
}
