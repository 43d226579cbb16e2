using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Deals.Orders;

/// <summary>
/// Lists of the viewer's friends who bought something and let others see it. Each query begins with the viewer's
/// friends and looks for one order of each, however many orders there are.
/// </summary>
internal static class BuyerLists
{
    public static Loading<Connection<UserNode>> OfDeal(
        PageLoaders pages, GraphDb db, UserId? caller, DealId deal, PageArguments page)
    {
        if (caller is not { } viewer)
        {
            return Nobody;
        }

        var orders = db.Set<Order>().Where(Order.ShownToFriends);
        return pages.Load<DealId, UserNode>(deal, page, (deals, cancellationToken) => Buyers<DealId>.ByName.PagesAsync(
            deals,
            db.Set<Deal>().Where(d => deals.Contains(d.Id)).Select(d => d.Id),
            from sold in db.Set<Deal>()
            from mine in db.Set<Friendship>()
            join friend in db.Set<User>() on mine.FriendId equals friend.Id
            where deals.Contains(sold.Id)
                && mine.OwnerId == viewer
                && orders.Any(o => o.DealId == sold.Id && o.BuyerId == mine.FriendId)
            select new Buyers<DealId> { Sold = sold.Id, Friend = friend },
            row => row.Sold,
            page,
            row => new UserNode(row.Friend),
            cancellationToken)).Then(found => found!);
    }

    public static Loading<Connection<UserNode>> OfMerchant(
        PageLoaders pages, GraphDb db, UserId? caller, MerchantId merchant, PageArguments page)
    {
        if (caller is not { } viewer)
        {
            return Nobody;
        }

        var orders = db.Set<Order>().Where(Order.ShownToFriends);
        return pages.Load<MerchantId, UserNode>(merchant, page, (merchants, cancellationToken) => Buyers<MerchantId>.ByName.PagesAsync(
            merchants,
            db.Set<Merchant>().Where(m => merchants.Contains(m.Id)).Select(m => m.Id),
            from seller in db.Set<Merchant>()
            from mine in db.Set<Friendship>()
            join friend in db.Set<User>() on mine.FriendId equals friend.Id
            where merchants.Contains(seller.Id)
                && mine.OwnerId == viewer
                && orders.Any(o => o.MerchantId == seller.Id && o.BuyerId == mine.FriendId)
            select new Buyers<MerchantId> { Sold = seller.Id, Friend = friend },
            row => row.Sold,
            page,
            row => new UserNode(row.Friend),
            cancellationToken)).Then(found => found!);
    }

    /// <summary>The list of a caller who is not signed in. It needs no query.</summary>
    private static Loaded<Connection<UserNode>> Nobody => new(new Connection<UserNode>([], new PageInfo(false, false, null, null)));

    /// <summary>A friend who bought a deal, or from a merchant.</summary>
    private sealed class Buyers<TSold>
    {
        public static Keyset<Buyers<TSold>> ByName { get; } =
            new Keyset<Buyers<TSold>>("friends who bought").By(row => row.Friend.SortName).By(row => row.Friend.Handle);

        public required TSold Sold { get; init; }

        public required User Friend { get; init; }
    }
}
