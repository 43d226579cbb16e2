using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Deals.Orders;

/// <summary>
/// Lists of the viewer's friends who bought something and let others see it. Each query begins with the viewer's
/// friends and looks for one order of each, however many orders there are.
/// </summary>
internal static class BuyerLists
{
    private static readonly KeptLists<DealId, (UserId Viewer, IReadOnlyList<DealId> Deals), Buyers<DealId>> OfDeals = new(
        Buyers<DealId>.ByName("friends who bought deal"),
        (db, of) => db.Set<Deal>().Where(d => of.Deals.Contains(d.Id)).Select(d => d.Id),
        (db, of) => from sold in db.Set<Deal>()
                    from mine in db.Set<Friendship>()
                    join friend in db.Set<User>() on mine.FriendId equals friend.Id
                    where of.Deals.Contains(sold.Id)
                        && mine.OwnerId == of.Viewer
                        && db.Set<Order>().Where(Order.ShownToFriends).Any(o => o.DealId == sold.Id && o.BuyerId == mine.FriendId)
                    select new Buyers<DealId> { Sold = sold.Id, Friend = UserProfile.Of(friend), SortName = friend.SortName },
        row => row.Sold);

    private static readonly KeptLists<MerchantId, (UserId Viewer, IReadOnlyList<MerchantId> Merchants), Buyers<MerchantId>> OfMerchants = new(
        Buyers<MerchantId>.ByName("friends who bought from merchant"),
        (db, of) => db.Set<Merchant>().Where(m => of.Merchants.Contains(m.Id)).Select(m => m.Id),
        (db, of) => from seller in db.Set<Merchant>()
                    from mine in db.Set<Friendship>()
                    join friend in db.Set<User>() on mine.FriendId equals friend.Id
                    where of.Merchants.Contains(seller.Id)
                        && mine.OwnerId == of.Viewer
                        && db.Set<Order>().Where(Order.ShownToFriends).Any(o => o.MerchantId == seller.Id && o.BuyerId == mine.FriendId)
                    select new Buyers<MerchantId> { Sold = seller.Id, Friend = UserProfile.Of(friend), SortName = friend.SortName },
        row => row.Sold);

    public static Loading<Connection<UserNode>> OfDeal(
        PageLoaders pages, GraphDb db, UserId? caller, DealId deal, PageArguments page) => caller is not { } viewer ? Nobody :
        pages.Load<DealId, UserNode>(deal, page, (deals, cancellationToken) => OfDeals.PagesAsync(
            db, (viewer, deals), deals, page, row => new UserNode(row.Friend), cancellationToken)).Then(found => found!);

    public static Loading<Connection<UserNode>> OfMerchant(
        PageLoaders pages, GraphDb db, UserId? caller, MerchantId merchant, PageArguments page) => caller is not { } viewer ? Nobody :
        pages.Load<MerchantId, UserNode>(merchant, page, (merchants, cancellationToken) => OfMerchants.PagesAsync(
            db, (viewer, merchants), merchants, page, row => new UserNode(row.Friend), cancellationToken)).Then(found => found!);

    /// <summary>The list of a caller who is not signed in. It needs no query.</summary>
    private static Loaded<Connection<UserNode>> Nobody => new(Connection<UserNode>.Empty);

    /// <summary>A friend who bought a deal, or from a merchant.</summary>
    private sealed class Buyers<TSold>
    {
        public static Keyset<Buyers<TSold>> ByName(string list) =>
            new Keyset<Buyers<TSold>>(list).By(row => row.SortName).By(row => row.Friend.Handle);

        public required TSold Sold { get; init; }

        public required UserProfile Friend { get; init; }

        public required SortKey SortName { get; init; }
    }
}
