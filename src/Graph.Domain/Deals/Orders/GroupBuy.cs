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

/// <summary>Where a group stands.</summary>
public enum GroupBuyStatus
{
    /// <summary>Waits for more buyers.</summary>
    Open = 0,

    /// <summary>Enough bought in time; all pay the group price.</summary>
    Complete = 1,

    /// <summary>Not enough bought in time; all got their money back.</summary>
    Expired = 2,
}

/// <summary>People who buy a deal together: each has an order of their own, which waits for the others.</summary>
public sealed class GroupBuy
{
    public required GroupBuyId Id { get; init; }

    public required DealId DealId { get; init; }

    public required UserId InitiatorId { get; init; }

    /// <summary>How many it takes.</summary>
    public required long Size { get; init; }

    public required long Members { get; init; }

    public GroupBuyStatus Status { get; private set; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    /// <summary>Makes the order of those that end in one microsecond a whole one.</summary>
    public required long Tiebreak { get; init; }

    /// <summary>One that has run out of time, but was not cleared up yet, is over too.</summary>
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

    /// <summary>Takes a place. The guard and the change are one statement: nobody comes too many, or too late.</summary>
    /// <returns>The group as it is with the new member.</returns>
    internal static async Task<GroupBuy> JoinAsync(GraphDb db, GroupBuyId id, DealId deal, DateTime now)
    {
        var joined = await db.Set<GroupBuy>()
            .Where(g => g.Id == id && g.DealId == deal)
            .Where(g => g.Status == GroupBuyStatus.Open && g.ExpiresAt > now && g.Members < g.Size)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.Members, g => g.Members + 1));
        var group = await db.Set<GroupBuy>().SingleOrDefaultAsync(g => g.Id == id && g.DealId == deal)
            ?? throw new DomainException(new NotFoundError());
        return joined == 1 ? group : throw new DomainException(new GroupClosedError(group.StatusAt(now)));
    }

    internal static Task<bool> CloseAsync(GraphDb db, GroupBuyId id, GroupBuyStatus status) =>
        db.Set<GroupBuy>().Where(g => g.Id == id).TransitionAsync(g => g.Status, from: GroupBuyStatus.Open, to: status);
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
