using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Communities.Investing;

/// <summary>The community with which a person invested by an order.</summary>
public sealed class CommunityOrder
{
    public required FundOrderId OrderId { get; init; }

    public required CommunityId CommunityId { get; init; }
}

/// <summary>Lets an order name a community: its owner is a member of it, and the fund is the community's.</summary>
public sealed class WithCommunity(CommunityId community) : IOrderCompany
{
    public string Name => "community";

    public ITypedId Id => community;

    public async Task RequireAsync(GraphDb db, UserId actor, FundId fund)
    {
        await CommunityGuards.RequireRoleAsync(db, actor, community, CommunityRole.Member);
        if (!await db.Set<Community>().AnyAsync(c => c.Id == community && c.FundId == fund))
        {
            throw new DomainException(new OtherFundError());
        }
    }

    public void Note(GraphDb db, FundOrderId order) =>
        db.Set<CommunityOrder>().Add(new CommunityOrder { OrderId = order, CommunityId = community });
}

/// <summary>The orders of a user that named a community, for the copy of the user's data.</summary>
public sealed class CommunityOrdersData : IPersonalData
{
    public string Name => "communityOrders";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from named in db.Set<CommunityOrder>()
            join order in db.Set<FundOrder>() on named.OrderId equals order.Id
            join community in db.Set<Community>() on named.CommunityId equals community.Id
            where order.UserId == user
            orderby order.OrderedAt
            select new { Community = community.Name, order.OrderedAt, AmountInFen = order.OrderedAmount };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return row;
        }
    }
}

internal sealed class CommunityOrderConfiguration : IEntityTypeConfiguration<CommunityOrder>
{
    public void Configure(EntityTypeBuilder<CommunityOrder> order)
    {
        order.HasKey(o => o.OrderId);
        order.HasOne<FundOrder>().WithMany().HasForeignKey(o => o.OrderId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Community>().WithMany().HasForeignKey(o => o.CommunityId).OnDelete(DeleteBehavior.Restrict);
        order.HasIndex(o => o.CommunityId);
    }
}
