using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Deals.Orders;

public readonly record struct GroupBuyId(Guid Value) : ITypedId<GroupBuyId>
{
    public static GroupBuyId From(Guid value) => new(value);
}

/// <summary>The status of a group buy.</summary>
public enum GroupBuyStatus
{
    /// <summary>The group waits for more buyers.</summary>
    Open = 0,

    /// <summary>Enough people bought in time. All of them pay the group price.</summary>
    Complete = 1,

    /// <summary>Too few people bought in time. All of them get their money back.</summary>
    Expired = 2,
}

/// <summary>
/// A group of people who buy a deal together. Each has an order of their own, which waits for the others.
/// </summary>
public sealed class GroupBuy
{
    public required GroupBuyId Id { get; init; }

    public required DealId DealId { get; init; }

    public required UserId InitiatorId { get; init; }

    /// <summary>How many members the group needs.</summary>
    public required long Size { get; init; }

    public required long Members { get; init; }

    public GroupBuyStatus Status { get; private set; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    /// <summary>
    /// Breaks ties between groups that end in the same microsecond, so that their order is always the same.
    /// </summary>
    public required long Tiebreak { get; init; }

    /// <summary>
    /// Returns the actual status. An open group whose time is over counts as expired, even if that is not stored yet.
    /// </summary>
    public GroupBuyStatus StatusAt(DateTime now) =>
        Status == GroupBuyStatus.Open && ExpiresAt <= now ? GroupBuyStatus.Expired : Status;

    internal static GroupBuy Start(GroupBuyId id, Deal deal, UserId initiator, DateTime now)
    {
        var over = now.AddHours(deal.GroupHours!.Value);
        return new GroupBuy
        {
            Id = id,
            DealId = deal.Id,
            InitiatorId = initiator,
            Size = deal.GroupSize!.Value,
            Members = 1,
            CreatedAt = now,
            ExpiresAt = over < deal.EndsAt ? over : deal.EndsAt,
            Tiebreak = id.Value.RandomPart(),
        };
    }

    /// <summary>
    /// Joins a group. The check and the change are a single statement, so a group never gets too many members, or a
    /// member too late.
    /// </summary>
    /// <returns>The group, including the new member.</returns>
    internal static async Task<GroupBuy> JoinAsync(GraphDb db, GroupBuyId id, DealId deal, DateTime now)
    {
        var joined = await db.Set<GroupBuy>()
            .Where(g => g.Id == id && g.DealId == deal)
            .Where(g => g.Status == GroupBuyStatus.Open && g.ExpiresAt > now && g.Members < g.Size)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.Members, g => g.Members + 1));
        var group = await db.Set<GroupBuy>().SingleOrDefaultAsync(g => g.Id == id && g.DealId == deal)
            ?? throw new DomainException(new NotFoundError("group", "join"));
        return joined == 1 ? group : throw new DomainException(new GroupClosedError(group.StatusAt(now)));
    }

    /// <summary>Completes a group. Its last member has joined in this unit, so nobody else closes it.</summary>
    internal static Task CompleteAsync(GraphDb db, GroupBuyId id) =>
        db.Set<GroupBuy>().Where(g => g.Id == id).MustTransitionAsync(g => g.Status, from: GroupBuyStatus.Open, to: GroupBuyStatus.Complete);

    /// <summary>Ends a group whose time is over. Returns false when it was closed before.</summary>
    internal static Task<bool> ExpireAsync(GraphDb db, GroupBuyId id) =>
        db.Set<GroupBuy>().Where(g => g.Id == id).TransitionAsync(g => g.Status, from: GroupBuyStatus.Open, to: GroupBuyStatus.Expired);
}

internal sealed class GroupBuyConfiguration : IEntityTypeConfiguration<GroupBuy>
{
    public void Configure(EntityTypeBuilder<GroupBuy> group)
    {
        group.HasKey(g => g.Id);
        group.HasOne<Deal>().WithMany().HasForeignKey(g => g.DealId).OnDelete(DeleteBehavior.Restrict);
        group.HasOne<User>().WithMany().HasForeignKey(g => g.InitiatorId).OnDelete(DeleteBehavior.Restrict);
        group.HasIndex(g => new { g.DealId, g.ExpiresAt, g.Tiebreak });
        group.HasIndex(g => g.ExpiresAt).HasFilter("status = 0").HasDatabaseName("ix_group_buy_open");
        group.ToTable(table =>
        {
            table.HasCheckConstraint("ck_group_buy_members", "members BETWEEN 1 AND size");
            table.HasCheckConstraint("ck_group_buy_complete", "status <> 1 OR members = size");
        });
    }
}
