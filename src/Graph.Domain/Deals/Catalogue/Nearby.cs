using System.Linq.Expressions;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;

namespace Graph.Domain.Deals.Catalogue;

/// <summary>A circle on Earth.</summary>
public sealed record Circle(GeoPoint Center, int RadiusMeters)
{
    public const int MaxRadiusMeters = 100_000;
}

/// <summary>A shop and its distance: the square of the straight line through the Earth, in Earth radii.</summary>
public sealed class ShopNearby
{
    public required ShopId ShopId { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required double Distance { get; init; }
}

/// <summary>
/// A deal and the distance of its nearest shop: the square of the straight line through the Earth, in Earth radii.
/// </summary>
public sealed class DealNearby
{
    public required DealId DealId { get; init; }

    public required double Distance { get; init; }
}

/// <summary>Finds shops in a circle, by an index of the cells in which they lie.</summary>
public static class Nearby
{
    private const int MostShops = 1_000_000;

    public static IQueryable<ShopNearby> ShopsIn(this GraphDb db, Circle circle)
    {
        var (x, y, z) = SpherePoint.Of(circle.Center);
        var chord = SpherePoint.ChordOf(circle.RadiusMeters);
        var farthest = chord * chord;
        return db.Set<Shop>()
            .Where(InCells(SphereCells.Around(new SpherePoint(x, y, z), chord)))
            .Select(s => new ShopNearby
            {
                ShopId = s.Id,
                MerchantId = s.MerchantId,
                Distance = ((s.X - x) * (s.X - x)) + ((s.Y - y) * (s.Y - y)) + ((s.Z - z) * (s.Z - z)),
            })
            .Where(s => s.Distance <= farthest);
    }

    /// <summary>
    /// Finds deals in a circle. It begins with the shops. The limit on them is never reached; it only keeps query
    /// planners from reading the deals of all shops first.
    /// </summary>
    public static IQueryable<DealNearby> DealsIn(this GraphDb db, Circle circle) =>
        from shop in db.ShopsIn(circle).OrderBy(s => s.Distance).Take(MostShops)
        join redeems in db.Set<DealShop>() on shop.ShopId equals redeems.ShopId
        group shop.Distance by redeems.DealId into reached
        select new DealNearby { DealId = reached.Key, Distance = reached.Min() };

    /// <summary>
    /// Builds the condition for the cells. The bounds are parameters, so that all circles with the same number of
    /// ranges share a query plan.
    /// </summary>
    private static Expression<Func<Shop, bool>> InCells(IReadOnlyList<CellRange> ranges)
    {
        var shop = Expression.Parameter(typeof(Shop), "shop");
        var cell = Expression.Property(shop, nameof(Shop.Cell));
        var inside = ranges
            .Select(range => (Expression)Expression.AndAlso(
                Expression.GreaterThanOrEqual(cell, Parameter(range.First)),
                Expression.LessThanOrEqual(cell, Parameter(range.Last))))
            .Aggregate(Expression.OrElse);
        return Expression.Lambda<Func<Shop, bool>>(inside, shop);
    }

    private static MemberExpression Parameter(long bound) =>
        Expression.Property(Expression.Constant(new Bound(bound)), nameof(Bound.Value));

    private sealed record Bound(long Value);
}
