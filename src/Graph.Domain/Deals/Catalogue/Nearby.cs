using System.Linq.Expressions;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;

namespace Graph.Domain.Deals.Catalogue;

/// <summary>A circle on Earth.</summary>
public sealed record Circle(GeoPoint Center, int RadiusMeters)
{
    public const int MaxRadiusMeters = 100_000;
}

/// <summary>A shop, and how far it is: the square of the straight line, in radii of the Earth.</summary>
public sealed class ShopNearby
{
    public required ShopId ShopId { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required double Distance { get; init; }
}

/// <summary>A deal, and how far the nearest of its shops is: the square of the straight line, in radii of the Earth.</summary>
public sealed class DealNearby
{
    public required DealId DealId { get; init; }

    public required double Distance { get; init; }
}

/// <summary>Finds shops in a circle by the index over their cells.</summary>
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
    /// Begins with the shops: a bound that is never reached keeps planners from going through what all shops redeem.
    /// </summary>
    public static IQueryable<DealNearby> DealsIn(this GraphDb db, Circle circle) =>
        from shop in db.ShopsIn(circle).OrderBy(s => s.Distance).Take(MostShops)
        join redeems in db.Set<DealShop>() on shop.ShopId equals redeems.ShopId
        group shop.Distance by redeems.DealId into reached
        select new DealNearby { DealId = reached.Key, Distance = reached.Min() };

    /// <summary>The bounds go as parameters, so that plans are shared by all circles with as many ranges.</summary>
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
