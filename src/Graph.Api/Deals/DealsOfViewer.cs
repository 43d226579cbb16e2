using Graph.Api.Deals.Merchants;
using Graph.Api.Deals.Orders;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Deals;

/// <summary>The fields of the viewer that concern deals: orders, own merchants and followed merchants.</summary>
[FieldsOf(typeof(ViewerNode))]
public sealed class DealsOfViewer
{
    private const int MaxMerchants = 100;

    private static readonly KeptList<UserId, FollowedRow> LatestFollowed = new(
        new Keyset<FollowedRow>("followed merchants").By(row => row.Since, descending: true).By(row => row.Merchant.Handle),
        (db, viewer) =>
            from follower in db.Set<MerchantFollower>()
            join merchant in db.Set<Merchant>() on follower.MerchantId equals merchant.Id
            where follower.UserId == viewer
            select new FollowedRow { Merchant = merchant, Since = follower.Since });

    /// <summary>The viewer's orders, the latest first.</summary>
    /// <param name="where">A filter. All orders match when it is left out.</param>
    public static Task<Connection<OrderNode>> Orders(
        ViewerNode viewer, GraphDb db, OrderFilterInput? where, PageArguments page, CancellationToken cancellationToken) =>
        OrderRows.PageAsync(db, viewer.UserId, where, page, cancellationToken);

    /// <summary>The merchants for whom the viewer works, in the order of their names, at most 100.</summary>
    [AtMost(MaxMerchants)]
    public static async Task<IReadOnlyList<MerchantNode>> Merchants(ViewerNode viewer, GraphDb db, CancellationToken cancellationToken)
    {
        var merchants = await StaffPolicy.MerchantsOf(db, viewer.UserId)
            .OrderBy(m => m.SortName)
            .ThenBy(m => m.Handle)
            .Take(MaxMerchants)
            .ToListAsync(cancellationToken);
        return merchants.ConvertAll(merchant => new MerchantNode(merchant));
    }

    /// <summary>The merchants that the viewer follows, the most recently followed first.</summary>
    public static Task<Connection<MerchantNode>> FollowedMerchants(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        LatestFollowed.PageAsync(db, viewer.UserId, page, row => new MerchantNode(row.Merchant), cancellationToken);

    private sealed class FollowedRow
    {
        public required Merchant Merchant { get; init; }

        public required DateTime Since { get; init; }
    }
}
