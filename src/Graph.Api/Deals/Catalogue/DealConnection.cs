using Graph.Api.Deals.Merchants;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;

namespace Graph.Api.Deals.Catalogue;

/// <summary>One page of deals.</summary>
/// <param name="Edges">The deals of this page, each with its cursor.</param>
/// <param name="PageInfo">Whether there are more pages, and the cursors with which to fetch them.</param>
public sealed record DealConnection(IReadOnlyList<DealEdge> Edges, PageInfo PageInfo)
{
    internal Func<CancellationToken, Task<int>> Count { get; init; } = _ => Task.FromResult(0);

    /// <summary>The deals of this page without their distances. Use `edges` for those too.</summary>
    public IReadOnlyList<DealNode> Nodes => [.. Edges.Select(edge => edge.Node)];

    /// <summary>
    /// The number of deals on all pages that match the filter. It is counted only when a query asks for it.
    /// </summary>
    public Task<int> TotalCount(CancellationToken cancellationToken) => Count(cancellationToken);

    internal static DealConnection Of(Connection<DealNode> page, GeoPoint? near) =>
        new([.. page.Edges.Select(edge => new DealEdge(edge, near))], page.PageInfo) { Count = page.Count };
}

/// <summary>A deal in a list, with its cursor. With `near`, also its nearest shop and the distance of that shop.</summary>
public sealed class DealEdge(Edge<DealNode> edge, GeoPoint? near)
{
    /// <summary>
    /// The position of the deal in the list. Give it as `after` or `before` to fetch the next page. It stays valid when
    /// deals are added or removed.
    /// </summary>
    public string Cursor => edge.Cursor;

    /// <summary>The deal.</summary>
    public DealNode Node => edge.Node;

    /// <summary>
    /// The distance from the centre of `near` to the nearest shop of the deal along the surface of the Earth, in metres;
    /// null without `near`.
    /// </summary>
    public Loading<int?> DistanceMeters(DealLoaders deals) => near is { } place
        ? edge.Node.ShopNearest(deals, place).Then(shop => shop?.DistanceFrom(place))
        : new Loaded<int?>((int?)null);

    /// <summary>The shop of the deal that is nearest to the centre of `near`; null without `near`.</summary>
    public Loading<ShopNode?> NearestShop(DealLoaders deals) => near is { } place
        ? edge.Node.ShopNearest(deals, place)
        : new Loaded<ShopNode?>((ShopNode?)null);
}
