using System.Linq.Expressions;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Communities;

public readonly record struct CommunityId(Guid Value) : ITypedId<CommunityId>
{
    public static CommunityId From(Guid value) => new(value);
}

/// <summary>How people come into a community.</summary>
public enum Admission
{
    /// <summary>Everybody who has the level joins at once.</summary>
    Open = 0,

    /// <summary>Everybody who has the level may ask to join. The owner or a moderator answers.</summary>
    OnRequest = 1,

    /// <summary>Only members and the people whom they invited see the community and may join it.</summary>
    ByInvitation = 2,
}

/// <summary>What a community wants to reach together.</summary>
/// <param name="Target">The amount to reach.</param>
/// <param name="Deadline">The last day, in Asia/Shanghai.</param>
public sealed record Goal(Money Target, DateOnly Deadline);

/// <summary>A group of people who write posts for each other, and may have a goal and a fund in which they invest.</summary>
public sealed class Community
{
    public const int MaxMembers = 100_000;
    public const int MaxModerators = 20;

    /// <summary>How many communities a user may own.</summary>
    public const int MaxOwned = 20;

    /// <summary>How many communities a user may be a member of. A feed looks them all up.</summary>
    public const int MaxJoined = 500;

    public CommunityId Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The name in the form that searches use.</summary>
    public string SearchName { get; private set; } = "";

    public string About { get; private set; } = "";

    /// <summary>The lowest real-name level of a member. It never changes.</summary>
    public RealNameLevel RequiredLevel { get; private set; }

    public Admission Admission { get; private set; }

    /// <summary>Whether only members see the posts. Of a community by invitation they always are for members alone.</summary>
    public bool IsForMembers { get; private set; }

    /// <summary>The fund in which the members invest; null when they have none.</summary>
    public FundId? FundId { get; private set; }

    public long? GoalTarget { get; private set; }

    public Currency? GoalCurrency { get; private set; }

    public DateOnly? GoalDeadline { get; private set; }

    /// <summary>The number of members. It is updated in the transaction in which somebody comes or goes.</summary>
    public long MemberCount { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>Breaks ties, so that lists have a fixed order.</summary>
    public long Tiebreak { get; private set; }

    /// <summary>When the community ended, because its last member left; null while it is there.</summary>
    public DateTime? ClosedAt { get; private set; }

    public Goal? Goal => GoalTarget is { } target ? new Goal(new Money(target, GoalCurrency!.Value), GoalDeadline!.Value) : null;

    public static Community Found(CommunityId id, CommunityPlan plan, DateTime now)
    {
        var community = new Community
        {
            Id = id,
            RequiredLevel = plan.RequiredLevel,
            MemberCount = 1,
            CreatedAt = now,
            Tiebreak = id.Value.RandomPart(),
        };
        community.Change(new CommunityChange(plan.Name, plan.About, plan.Admission, plan.IsForMembers, plan.Goal));
        return community;
    }

    /// <summary>Changes the community. A null value leaves the field as it is.</summary>
    public void Change(CommunityChange change)
    {
        Name = change.Name ?? Name;
        SearchName = SearchForm.Of(Name);
        About = change.About ?? About;
        Admission = change.Admission ?? Admission;
        IsForMembers = (change.IsForMembers ?? IsForMembers) || Admission == Admission.ByInvitation;
        if (change.Goal is not null || change.RemovesGoal)
        {
            (GoalTarget, GoalCurrency, GoalDeadline) = (change.Goal?.Target.MinorUnits, change.Goal?.Target.Currency, change.Goal?.Deadline);
        }
    }

    /// <summary>Gives the community another fund, or none.</summary>
    internal void Tie(FundId? fund) => FundId = fund;

    /// <summary>
    /// Selects the communities that a viewer may see. Everybody sees those that people can join by themselves; the others
    /// only their members and those who were invited.
    /// </summary>
    public static Expression<Func<Community, bool>> VisibleTo(UserId? viewer, GraphDb db) => community =>
        community.ClosedAt == null
        && (community.Admission != Admission.ByInvitation
            || db.Set<Membership>().Any(m => m.CommunityId == community.Id && m.UserId == viewer
                && (m.Standing == MemberStanding.Member || m.Standing == MemberStanding.Invited)));
}

internal sealed class CommunityConfiguration : IEntityTypeConfiguration<Community>
{
    public void Configure(EntityTypeBuilder<Community> community)
    {
        community.HasKey(c => c.Id);
        community.Ignore(c => c.Goal);
        community.Property(c => c.Name).HasMaxLength(TextKind.CommunityName.MaxUnits);
        community.Property(c => c.SearchName).HasMaxLength(SearchForm.MaxName);
        community.Property(c => c.About).HasMaxLength(TextKind.CommunityAbout.MaxUnits);
        community.HasOne<Fund>().WithMany().HasForeignKey(c => c.FundId).OnDelete(DeleteBehavior.Restrict);
        community.HasIndex(c => new { c.FundId, c.CreatedAt }).HasFilter("fund_id IS NOT NULL");
        community.HasIndex(c => new { c.CreatedAt, c.Tiebreak }).IsDescending(true, false);
        community.ToTable(table =>
        {
            table.HasCheckConstraint("ck_community_members", "member_count >= 0 AND member_count <= 100000");
            table.HasCheckConstraint("ck_community_level", "required_level BETWEEN 0 AND 3");
            table.HasCheckConstraint(
                "ck_community_goal",
                "(goal_target > 0 AND goal_target <= 10000000000000 AND goal_currency IS NOT NULL AND goal_deadline IS NOT NULL) "
                    + "OR (goal_target IS NULL AND goal_currency IS NULL AND goal_deadline IS NULL)");
        });
    }
}
