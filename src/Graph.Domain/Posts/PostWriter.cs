using Graph.Domain.Communities;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Posts;

/// <summary>What a user wants to post.</summary>
public sealed record PostDraft(
    UserId Author, string Text, IReadOnlyList<string> ImageUrls, Visibility? Visibility, CommunityId? Community, DealId? Deal);

/// <summary>Writes, changes, pins and deletes posts.</summary>
public sealed class PostWriter(Units units, Throttle throttle, PostLimits limits, TimeProvider clock)
{
    private const string ImageRule =
        "A post has at most 9 pictures; each address begins with https://, names a public host and has at most 500 characters.";

    public async Task<PostId> WriteAsync(PostDraft draft)
    {
        var check = new Validation();
        draft = draft with
        {
            Text = check.Text(TextKind.Post, draft.Text, "text"),
            ImageUrls = [.. draft.ImageUrls.Select(url => Pasted.WebAddress(url) ?? "")],
        };
        check
            .Check(draft.ImageUrls.Count <= Post.MaxImages && !draft.ImageUrls.Contains(""), ImageRule, "imageUrls")
            .ThrowIfAny();
        check
            .Check(draft.Text.Length > 0 || draft.ImageUrls.Count > 0, "A post has a text or a picture.", "text")
            .Check(draft.Community is null || draft.Visibility is null, "A community says who sees its posts; leave the visibility out.", "visibility")
            .ThrowIfAny();
        await throttle.CountAsync("posts", draft.Author, limits.PostsPerHour, TimeSpan.FromHours(1));
        return await units.WriteAsync(db => WriteAsync(db, draft));
    }

    private async Task<PostId> WriteAsync(GraphDb db, PostDraft draft)
    {
        var now = clock.UtcNow();
        await db.LockOpenAccountAsync(draft.Author);
        if (draft.Community is { } community)
        {
            await RequireMemberAsync(db, draft.Author, community);
        }

        if (draft.Deal is { } deal && !await db.Set<Deal>().AnyAsync(d => d.Id == deal && d.PublishedAt != null))
        {
            throw new DomainException(new NotFoundError("deal"));
        }

        var id = clock.NewGuid();
        var post = new Post
        {
            Id = new PostId(id),
            AuthorId = draft.Author,
            Text = draft.Text,
            ImageUrls = [.. draft.ImageUrls],
            Visibility = draft.Community is not null ? Visibility.Parties : draft.Visibility ?? Visibility.Friends,
            CommunityId = draft.Community,
            DealId = draft.Deal,
            CreatedAt = now,
            Tiebreak = id.RandomPart(),
        };
        db.Set<Post>().Add(post);
        await db.SaveChangesAsync();
        var mentioned = await Mentions.FindAsync(db, draft.Author, draft.Text, post.Id);
        db.Set<PostMention>().AddRange(mentioned.Select(user => new PostMention { PostId = post.Id, UserId = user }));
        db.Raise(new PostWritten(post, mentioned, now));
        return post.Id;
    }

    /// <summary>Changes who sees a post. It acts on the past too. In a community the community says who sees it.</summary>
    public Task<PostId> ShowAsync(UserId author, PostId id, Visibility visibility) => units.WriteAsync(async db =>
    {
        var post = await LockedAsync(db, db.Set<Post>().Where(p => p.Id == id && p.AuthorId == author && p.DeletedAt == null && p.HiddenAt == null));
        new Validation()
            .Check(post.CommunityId is null, "A community says who sees its posts.", "visibility")
            .ThrowIfAny();
        if (post.Visibility != visibility)
        {
            post.Visibility = visibility;
            db.Raise(new PostVisibilityChanged(id, visibility, clock.UtcNow()));
        }

        return id;
    });

    /// <summary>
    /// Deletes a post: its author does, or a moderator of its community. It is gone for everybody, with its comments. Its
    /// author may repeat this. Returns the community in which it was; null for none.
    /// </summary>
    public Task<CommunityId?> DeleteAsync(UserId actor, PostId id) => units.WriteAsync(async db =>
    {
        var post = await LockedAsync(db, db.Set<Post>().Where(p => p.Id == id));
        if (post.AuthorId != actor && (post.DeletedAt is not null || !await IsModeratedAsync(db, actor, id)))
        {
            throw new DomainException(new NotFoundError("post"));
        }

        if (post.DeletedAt is null)
        {
            var now = clock.UtcNow();
            post.Delete(now);
            await db.Set<PostMention>().Where(m => m.PostId == id).ExecuteDeleteAsync();
            db.Raise(new PostShownChanged(id, IsShown: false, now));
        }

        return post.CommunityId;
    });

    /// <summary>Pins a post at the top of its community, or takes it down. Moderators do. Repeating this changes nothing.</summary>
    public Task<PostId> PinAsync(UserId actor, PostId id, bool isPinned) => units.WriteAsync(async db =>
    {
        var row = db.Set<Post>().Where(Post.ReadableBy(actor, db)).Where(p => p.Id == id);
        var place = await row.Select(p => new { p.CommunityId }).SingleOrDefaultAsync();
        if (place is not { CommunityId: { } community })
        {
            throw new DomainException(new NotFoundError("post"));
        }

        await CommunityGuards.LockAsync(db, community, "post");
        await CommunityGuards.RequireRoleAsync(db, actor, community, CommunityRole.Moderator);
        var post = await LockedAsync(db, row);
        if (isPinned && post.PinnedAt is null && await HasAllPinsAsync(db, community))
        {
            throw new DomainException(new PostLimitError(Post.MaxPinned));
        }

        post.PinnedAt = isPinned ? post.PinnedAt ?? clock.UtcNow() : null;
        return id;
    });

    /// <summary>Returns whether as many posts of a community are pinned as may be. Hidden posts do not count. The community is locked.</summary>
    internal static async Task<bool> HasAllPinsAsync(GraphDb db, CommunityId? community) => Post.MaxPinned <= await db.Set<Post>()
        .CountAsync(p => p.CommunityId == community && p.PinnedAt != null && p.HiddenAt == null && p.DeletedAt == null);

    /// <summary>Returns whether a user moderates the community in which the post is.</summary>
    internal static Task<bool> IsModeratedAsync(GraphDb db, UserId actor, PostId id) =>
        db.Set<Post>().Where(Post.ModeratedBy(actor, db)).AnyAsync(p => p.Id == id);

    /// <summary>Locks the row of a post, and reads it as the last holder left it.</summary>
    internal static async Task<Post> LockedAsync(GraphDb db, IQueryable<Post> row) => await db.LockAsync(row) == 1
        ? await row.AsTracking().SingleOrDefaultAsync() ?? throw new DomainException(new NotFoundError("post"))
        : throw new DomainException(new NotFoundError("post"));

    /// <summary>Locks the membership, so that the author leaves either before, and then this refuses, or only afterwards.</summary>
    private static async Task RequireMemberAsync(GraphDb db, UserId author, CommunityId community)
    {
        var isOpen = await db.Set<Community>().AnyAsync(c => c.Id == community && c.ClosedAt == null);
        if (!isOpen || await db.LockAsync(db.Set<Membership>().Where(m =>
            m.CommunityId == community && m.UserId == author && m.Standing == MemberStanding.Member)) == 0)
        {
            await CommunityGuards.RequireRoleAsync(db, author, community, CommunityRole.Member);
            throw new DomainException(new NotFoundError("community"));
        }
    }
}
