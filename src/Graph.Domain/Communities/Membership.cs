using System.Linq.Expressions;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Communities;

/// <summary>The id of a request to join a community.</summary>
public readonly record struct JoinRequestId(Guid Value) : ITypedId<JoinRequestId>
{
    public static JoinRequestId From(Guid value) => new(value);
}

/// <summary>What a user is to a community: a member, invited, asking to join, declined or removed.</summary>
public enum MemberStanding
{
    /// <summary>A member invited the user, who may join now.</summary>
    Invited = 0,

    /// <summary>The user asks to join, and waits for the answer.</summary>
    Requested = 1,

    /// <summary>The user is a member.</summary>
    Member = 2,

    /// <summary>The request was declined. The user may ask again later.</summary>
    Declined = 3,

    /// <summary>A moderator removed the user, who comes back only by an invitation.</summary>
    Removed = 4,
}

/// <summary>What a member may do in a community.</summary>
public enum CommunityRole
{
    /// <summary>Reads, writes posts and comments.</summary>
    Member = 0,

    /// <summary>Also answers requests, invites, pins, and removes posts, comments and members.</summary>
    Moderator = 1,

    /// <summary>Also changes the community and gives roles. A community has one owner.</summary>
    Owner = 2,
}

/// <summary>How one user stands to one community. There is one row for the two, so that nobody is a member twice.</summary>
public sealed class Membership
{
    public required CommunityId CommunityId { get; init; }

    public required UserId UserId { get; init; }

    /// <summary>Names the row as a request to join.</summary>
    public required JoinRequestId RequestId { get; init; }

    public required MemberStanding Standing { get; set; }

    public CommunityRole Role { get; set; }

    /// <summary>What the user wrote when asking to join; null when nothing was written.</summary>
    public string? Message { get; set; }

    /// <summary>Which friends see in their feed that the user joined.</summary>
    public Visibility Visibility { get; set; }

    /// <summary>The member who invited the user; null when nobody did.</summary>
    public UserId? InvitedById { get; set; }

    /// <summary>Since when the standing is as it is.</summary>
    public required DateTime Since { get; set; }

    /// <summary>
    /// Selects the members whom another member may see. A block hides two members from each other; but everybody knows who owns
    /// the community, and those who moderate it see all whom they moderate.
    /// </summary>
    public static Expression<Func<Membership, bool>> ShownTo(UserId viewer, GraphDb db) => membership =>
        membership.Standing == MemberStanding.Member
        && (membership.Role == CommunityRole.Owner
            || !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == membership.UserId)
            || db.Set<Membership>().Any(mine => mine.CommunityId == membership.CommunityId && mine.UserId == viewer
                && mine.Standing == MemberStanding.Member && mine.Role >= CommunityRole.Moderator));
}

internal sealed class MembershipConfiguration : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> membership)
    {
        membership.HasKey(m => new { m.CommunityId, m.UserId });
        membership.Property(m => m.Message).HasMaxLength(TextKind.Message.MaxUnits);
        membership.HasOne<Community>().WithMany().HasForeignKey(m => m.CommunityId).OnDelete(DeleteBehavior.Restrict);
        membership.HasOne<User>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Restrict);
        membership.HasOne<User>().WithMany().HasForeignKey(m => m.InvitedById).OnDelete(DeleteBehavior.Restrict);
        membership.HasIndex(m => m.RequestId).IsUnique();
        membership.HasIndex(m => new { m.UserId, m.Standing, m.Since });
        membership.HasIndex(m => new { m.CommunityId, m.Standing, m.Since });
        membership.HasIndex(m => m.CommunityId).IsUnique().HasFilter("role = 2").HasDatabaseName("ux_membership_owner");
        membership.ToTable(table => table.HasCheckConstraint("ck_membership_role", "role = 0 OR standing = 2"));
    }
}
