using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;

namespace Graph.Domain.Deals.Catalogue;

/// <summary>
/// The areas in which a changed deal is seen: the cubes around its shops, of each size. A stream that shows a circle listens
/// to the few cubes that cover the circle.
/// </summary>
public sealed class DealAreas : IStateSpread
{
    private const string Area = "area";

    private static readonly KeptQuery<IReadOnlyList<DealId>, long> CellsOf = new((db, deals) =>
        (from redeems in db.Set<DealShop>()
         join shop in db.Set<Shop>() on redeems.ShopId equals shop.Id
         where deals.Contains(redeems.DealId)
         select shop.Cell).Distinct());

    public string From => DealTopics.DealKind;

    public string To => Area;

    /// <summary>Returns the topics of all deals that are redeemed in a circle, and of some beside it.</summary>
    public static IReadOnlyCollection<Topic> Around(Circle circle)
    {
        var (level, cubes) = SphereCells.CubesAround(SpherePoint.Of(circle.Center), SpherePoint.ChordOf(circle.RadiusMeters));
        return [.. cubes.Select(cube => TopicOf(level, cube))];
    }

    public async Task<IReadOnlyCollection<Topic>> SpreadAsync(GraphDb db, IReadOnlyCollection<Guid> ids)
    {
        var cells = await CellsOf.ListAsync(db, [.. ids.Select(id => new DealId(id))], CancellationToken.None);
        return [.. cells.SelectMany(SphereCells.CubesOf).Select(cube => TopicOf(cube.Level, cube.Cube)).Distinct()];
    }

    private static Topic TopicOf(int level, long cube) => new(Area, new Guid(level, 0, 0, BitConverter.GetBytes(cube)));
}
