using Graph.Domain.Communities.Investing;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Communities;

/// <summary>What a new community is to be.</summary>
public sealed record CommunityPlan(
    string Name, string About, RealNameLevel RequiredLevel, Admission Admission, bool IsForMembers, Goal? Goal)
{
    /// <summary>The fund in which the members invest; null for none.</summary>
    public FundId? Fund { get; init; }
}

/// <summary>The changes to a community. A null value leaves the field as it is.</summary>
public sealed record CommunityChange(string? Name, string? About, Admission? Admission, bool? IsForMembers, Goal? Goal)
{
    public bool RemovesGoal { get; init; }

    public FundId? Fund { get; init; }

    public bool RemovesFund { get; init; }
}

/// <summary>Founds and changes communities.</summary>
public sealed class CommunityRegister(Units units, Throttle throttle, TimeProvider clock)
{
    private const int FoundingsPerDay = 30;
    private const int ChangesPerHour = 60;

    /// <summary>Founds a community. The founder is its owner and its first member.</summary>
    public async Task<CommunityId> FoundAsync(UserId founder, CommunityPlan plan)
    {
        var check = new Validation();
        plan = plan with
        {
            Name = check.Text(TextKind.CommunityName, plan.Name, "name"),
            About = check.Text(TextKind.CommunityAbout, plan.About, "about"),
        };
        CheckGoal(check, plan.Goal);
        check.ThrowIfAny();
        await throttle.CountAsync("new communities", founder, FoundingsPerDay, TimeSpan.FromDays(1));
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await PersonOf.LockAsync(db, founder);
            await db.LockOpenAccountAsync(founder);
            var level = await db.Set<User>().Where(u => u.Id == founder).Select(u => u.Level).SingleAsync();
            await RequiredLevel.RequireAsync(db, founder, level, plan.RequiredLevel);
            var mine = db.Set<Membership>().Where(m => m.UserId == founder && m.Standing == MemberStanding.Member);
            CommunityGuards.RequireLimit(await CommunityGuards.OwnedAsync(db, founder) < Community.MaxOwned, Community.MaxOwned);
            CommunityGuards.RequireLimit(await mine.CountAsync() < Community.MaxJoined, Community.MaxJoined);
            var visibility = await db.Set<User>().Where(u => u.Id == founder).Select(u => u.DefaultVisibility).SingleAsync();
            var community = Community.Found(new CommunityId(clock.NewGuid()), plan, now);
            db.Set<Community>().Add(community);
            await CommunityInvestments.TieAsync(db, community, plan.Fund, now);
            db.Set<Membership>().Add(new Membership
            {
                CommunityId = community.Id,
                UserId = founder,
                RequestId = new JoinRequestId(clock.NewGuid()),
                Standing = MemberStanding.Member,
                Role = CommunityRole.Owner,
                Visibility = visibility,
                Since = now,
            });
            db.Raise(new CommunityJoined(community, founder, visibility, AcceptedBy: null, now));
            return community.Id;
        });
    }

    /// <summary>Changes a community. Only its owner may.</summary>
    public async Task<CommunityId> ChangeAsync(UserId actor, CommunityId id, CommunityChange change)
    {
        var check = new Validation();
        change = change with
        {
            Name = change.Name is null ? null : check.Text(TextKind.CommunityName, change.Name, "name"),
            About = change.About is null ? null : check.Text(TextKind.CommunityAbout, change.About, "about"),
        };
        check
            .Check(change.Goal is null || !change.RemovesGoal, "Give a goal or remove it, not both.", "removesGoal")
            .Check(change.Fund is null || !change.RemovesFund, "Give a fund or remove it, not both.", "removesFund");
        CheckGoal(check, change.Goal);
        check.ThrowIfAny();
        await throttle.CountAsync("changes of communities", actor, ChangesPerHour, TimeSpan.FromHours(1));
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await CommunityGuards.LockAsync(db, id);
            await CommunityGuards.RequireRoleAsync(db, actor, id, CommunityRole.Owner);
            await Restrictions.RequireActiveAsync(db, actor, now);
            var community = await db.Set<Community>().AsTracking().SingleAsync(c => c.Id == id);
            var wasSecret = community.Admission == Admission.ByInvitation;
            community.Change(change);
            await CommunityInvestments.TieAsync(db, community, change.RemovesFund ? null : change.Fund ?? community.FundId, now);
            if (community.Admission == Admission.ByInvitation && !wasSecret)
            {
                db.Raise(new CommunityBecameSecret(id, now));
            }

            return id;
        });
    }

    private void CheckGoal(Validation check, Goal? goal) => check
        .Check(goal is null || (goal.Target.MinorUnits > 0 && goal.Target.MinorUnits <= Money.MaxMinorUnits),
            "A goal is more than zero and at most ¥100 billion.", "goal", "target", "amount")
        .Check(goal is null || goal.Deadline >= BusinessCalendar.DateOf(clock.UtcNow()),
            "The deadline of a goal is today or later.", "goal", "deadline");
}
