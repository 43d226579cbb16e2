using System.Linq.Expressions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Deals.Catalogue;

/// <summary>A filter for deals. A deal must match all fields that are given.</summary>
/// <param name="Search">
/// Text that occurs in the title or in the merchant's name, at most 80 characters. Upper and lower case do not matter.
/// </param>
/// <param name="Category">The category of the merchant.</param>
/// <param name="Kind">The kind of deal.</param>
/// <param name="Price">The price of one piece in major units (yuan).</param>
/// <param name="Discount">The discount as a fraction of the list price: "0.25" is 25 %.</param>
/// <param name="Merchant">The ID of the merchant who sells it.</param>
/// <param name="RequiredLevel">The lowest real-name level with which a person may buy the deal.</param>
/// <param name="FriendsBought">
/// True for deals that a friend of the viewer bought and lets others see, false for the other deals.
/// </param>
/// <param name="Open">True for deals that are on sale now and not sold out, false for the other deals.</param>
/// <param name="And">Filters that must all match.</param>
/// <param name="Or">Filters of which at least one must match.</param>
public sealed record DealFilterInput(
    string? Search,
    EnumOperationFilterInput<MerchantCategory>? Category,
    EnumOperationFilterInput<DealKind>? Kind,
    DecimalOperationFilterInput? Price,
    DecimalOperationFilterInput? Discount,
    IdOperationFilterInput? Merchant,
    EnumOperationFilterInput<RealNameLevel>? RequiredLevel,
    bool? FriendsBought,
    bool? Open,
    IReadOnlyList<DealFilterInput>? And,
    IReadOnlyList<DealFilterInput>? Or) : IFilterInput<DealFilterInput>;

/// <summary>
/// An order for deals. Give exactly one field in each item of the list; the first item is the most important.
/// </summary>
/// <param name="Distance">Order by the distance of the deal's nearest shop. It can be used only with `near`.</param>
/// <param name="Discount">Order by the discount as a fraction of the list price.</param>
/// <param name="EndsAt">Order by the time at which the sale ends.</param>
/// <param name="Popularity">Order by the number of pieces that were bought.</param>
/// <param name="Price">Order by the price of one piece.</param>
public sealed record DealSortInput(
    SortDirection? Distance, SortDirection? Discount, SortDirection? EndsAt, SortDirection? Popularity, SortDirection? Price);

/// <summary>A row of a list of deals, with the values by which the list is filtered and ordered.</summary>
internal sealed class DealRow
{
    public required Deal Deal { get; init; }

    public required Merchant Merchant { get; init; }

    /// <summary>The distance of the nearest shop in the circle; zero for lists without a circle.</summary>
    public required double Distance { get; init; }

    /// <summary>The number of pieces that were bought; zero for lists that are not ordered by it.</summary>
    public required long Sold { get; init; }
}

/// <summary>The lists of deals in one order.</summary>
/// <param name="Order">The order.</param>
/// <param name="All">All published deals.</param>
/// <param name="OfMerchants">The deals of each of several merchants.</param>
internal sealed record OrderedDeals(
    Keyset<DealRow> Order,
    KeptList<UserId?, DealRow> All,
    KeptLists<MerchantId, (UserId? Viewer, IReadOnlyList<MerchantId> Merchants), DealRow> OfMerchants);

/// <summary>Lists of deals as a viewer sees them at a point in time.</summary>
internal sealed class DealList(GraphDb db, UserId? viewer, DateTime now)
{
    private const int MaxSearch = 80;

    private static readonly KeptOrders<OrderedDeals> Orders = new();
    private static readonly OrderField<DealRow> ByAge = OrderField<DealRow>.Of("createdAt", row => row.Deal.CreatedAt);
    private static readonly OrderField<DealRow> ByDiscount = OrderField<DealRow>.Of("discount", row => row.Deal.Discount);
    private static readonly OrderField<DealRow> ByDistance = OrderField<DealRow>.Of("distance", row => row.Distance);
    private static readonly OrderField<DealRow> ByEnd = OrderField<DealRow>.Of("endsAt", row => row.Deal.EndsAt);
    private static readonly OrderField<DealRow> ByPopularity = OrderField<DealRow>.Of("popularity", row => row.Sold);
    private static readonly OrderField<DealRow> ByPrice = OrderField<DealRow>.Of("price", row => row.Deal.Price);

    /// <summary>A page of the published deals.</summary>
    public Task<Connection<DealNode>> PageAsync(
        DealFilterInput? where,
        Circle? circle,
        IReadOnlyList<DealSortInput>? order,
        PageArguments page,
        CancellationToken cancellationToken)
    {
        var lists = Order(order, isNear: circle is not null);
        if (circle is null)
        {
            return lists.All.PageAsync(db, viewer, page, NodeOf, cancellationToken, FilterOf(where));
        }

        // Each circle has bounds of its own, in a number that depends on where it lies, and cursors of its own.
        var rows = Rows(db, Published(db, viewer), circle, IsByPopularity(order)).Where(FilterOf(where) ?? (_ => true));
        var place = $"{circle.Center.Latitude:R} {circle.Center.Longitude:R} {circle.RadiusMeters}";
        return lists.Order.Named($"{lists.Order.Name} at {place}").PageAsync(rows, page, NodeOf, cancellationToken);
    }

    /// <summary>A page of the deals of each of several merchants.</summary>
    public Task<IReadOnlyDictionary<MerchantId, Connection<DealNode>>> PagesAsync(
        IReadOnlyList<MerchantId> merchants,
        DealFilterInput? where,
        IReadOnlyList<DealSortInput>? order,
        PageArguments page,
        CancellationToken cancellationToken) =>
        Order(order, isNear: false).OfMerchants.PagesAsync(
            db, (viewer, merchants), merchants, page, NodeOf, cancellationToken, FilterOf(where));

    /// <summary>Refuses a filter that is not valid, before a stream begins.</summary>
    public void Check(DealFilterInput? where) => FilterOf(where);

    /// <summary>
    /// The nearest deals in a circle that match and can be bought. Those that are paused or sold out take no place from the others.
    /// </summary>
    public Task<List<DealNow>> NowAsync(
        Circle circle, DealFilterInput? where, int most, CancellationToken cancellationToken) =>
        NowAsync(
            Rows(db, Published(db, viewer).Where(d => d.StartsAt <= now && d.EndsAt > now && d.Status == DealStatus.Live
                && db.Set<StockPart>().Any(part => part.DealId == d.Id && part.Remaining > 0)), circle, byPopularity: false)
                .Where(FilterOf(where) ?? (_ => true))
                .OrderBy(row => row.Distance).ThenBy(row => row.Deal.Tiebreak)
                .Take(most),
            cancellationToken);

    /// <summary>When the next deal in a circle begins; null when none is known that begins later.</summary>
    public Task<DateTime?> NextStartAsync(Circle circle, CancellationToken cancellationToken) =>
        Rows(db, Published(db, viewer).Where(d => d.StartsAt > now && d.Status == DealStatus.Live), circle, byPopularity: false)
            .MinAsync(row => (DateTime?)row.Deal.StartsAt, cancellationToken);

    /// <summary>Certain deals in a circle.</summary>
    public Task<List<DealNow>> NowAsync(Circle circle, IReadOnlyList<DealId> deals, CancellationToken cancellationToken) =>
        NowAsync(
            Rows(db, Published(db, viewer).Where(d => deals.Contains(d.Id)), circle, byPopularity: false), cancellationToken);

    private async Task<List<DealNow>> NowAsync(IQueryable<DealRow> rows, CancellationToken cancellationToken)
    {
        var found = await rows.Select(row => new
        {
            row.Deal,
            row.Distance,
            Left = db.Set<StockPart>().Where(part => part.DealId == row.Deal.Id).Sum(part => part.Remaining),
        }).ToListAsync(cancellationToken);
        return found.ConvertAll(row => new DealNow(row.Deal, row.Distance, row.Left, row.Deal.StatusAt(now, row.Left)));
    }

    private static DealNode NodeOf(DealRow row) => new(row.Deal, row.Merchant);

    private static bool IsByPopularity(IReadOnlyList<DealSortInput>? order) => order?.Any(item => item.Popularity is not null) == true;

    private static IQueryable<Deal> Published(GraphDb db, UserId? viewer) =>
        db.Set<Deal>().Where(d => d.PublishedAt != null).Where(Deal.VisibleTo(viewer, db));

    private Expression<Func<DealRow, bool>>? FilterOf(DealFilterInput? where) =>
        where is null ? null : Filter<DealRow>.Of(where, Declare);

    private static IQueryable<DealRow> Rows(GraphDb db, IQueryable<Deal> deals, Circle? circle, bool byPopularity)
    {
        var rows = circle is null
            ? from deal in deals
              join merchant in db.Set<Merchant>() on deal.MerchantId equals merchant.Id
              select new DealRow { Deal = deal, Merchant = merchant, Distance = 0, Sold = 0 }
            : from reached in db.DealsIn(circle)
              join deal in deals on reached.DealId equals deal.Id
              join merchant in db.Set<Merchant>() on deal.MerchantId equals merchant.Id
              select new DealRow { Deal = deal, Merchant = merchant, Distance = reached.Distance, Sold = 0 };
        return !byPopularity ? rows : rows.Select(row => new DealRow
        {
            Deal = row.Deal,
            Merchant = row.Merchant,
            Distance = row.Distance,
            Sold = row.Deal.Stock - db.Set<StockPart>().Where(part => part.DealId == row.Deal.Id).Sum(part => part.Remaining),
        });
    }

    private void Declare(Filter<DealRow> filter, DealFilterInput input)
    {
        var search = filter.Search(input.Search, MaxSearch);

        var bought = db.Set<Order>()
            .Where(Domain.Deals.Orders.Order.ShownToFriends)
            .Where(o => db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == o.BuyerId));
        filter
            .Where(search.Length > 0, row => row.Deal.SearchTitle.Contains(search) || row.Merchant.SearchName.Contains(search))
            .Where(input.Category, row => row.Merchant.Category)
            .Where(input.Kind, row => row.Deal.Kind)
            .Where(input.Price, row => row.Deal.Price, "price")
            .WhereRate(input.Discount, row => row.Deal.Discount, "discount")
            .Where(input.Merchant, row => (MerchantId?)row.Merchant.Id)
            .Where(input.RequiredLevel, row => row.Deal.RequiredLevel)
            .WhereIs(input.FriendsBought, row => bought.Any(o => o.DealId == row.Deal.Id))
            .WhereIs(input.Open, row =>
                row.Deal.Status == DealStatus.Live && row.Deal.StartsAt <= now && row.Deal.EndsAt > now
                && db.Set<StockPart>().Any(part => part.DealId == row.Deal.Id && part.Remaining > 0));
    }

    /// <summary>
    /// The order of the list. Unless the query gives another one, the nearest deal comes first with a circle, and the
    /// latest deal without.
    /// </summary>
    private static OrderedDeals Order(IReadOnlyList<DealSortInput>? asked, bool isNear)
    {
        var keys = new OrderKeys<DealRow>(isNear ? "deals near" : "deals");
        foreach (var (i, item) in (asked ?? []).Index())
        {
            if (item.Distance is not null && !isNear)
            {
                throw GraphError.BadUserInput("To order by distance, give `near` too.", "order", $"{i}", "distance");
            }

            keys.AddItem(
                (ByDistance, item.Distance),
                (ByDiscount, item.Discount),
                (ByEnd, item.EndsAt),
                (ByPopularity, item.Popularity),
                (ByPrice, item.Price));
        }

        if (keys.IsEmpty)
        {
            keys.Add(isNear ? ByDistance : ByAge, isNear ? SortDirection.Asc : SortDirection.Desc);
        }

        var byPopularity = IsByPopularity(asked);
        return Orders.Of(keys.Name, () =>
        {
            var order = keys.ToKeyset().By(row => row.Deal.Tiebreak);
            return new OrderedDeals(
                order,
                new(order, (db, viewer) => Rows(db, Published(db, viewer), circle: null, byPopularity)),
                new(
                    order,
                    (db, of) => db.Set<Merchant>().Where(m => of.Merchants.Contains(m.Id)).Select(m => m.Id),
                    (db, of) => Rows(
                        db,
                        db.Set<Deal>().Where(d => of.Merchants.Contains(d.MerchantId)).Where(Deal.VisibleTo(of.Viewer, db)),
                        circle: null,
                        byPopularity),
                    row => row.Deal.MerchantId));
        });
    }
}
