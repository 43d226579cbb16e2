using Graph.Api.Deals.Merchants;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;

namespace Graph.Api.Deals.Catalogue;

/// <summary>One page of deals.</summary>
public sealed class DealConnection
{
    private readonly Connection<DealNode> _deals;
    private readonly GeoPoint? _near;

    internal DealConnection(Connection<DealNode> deals, GeoPoint? near) => (_deals, _near) = (deals, near);

    /// <summary>The deals of this page, each with its cursor.</summary>
    public IReadOnlyList<DealEdge> Edges => [.. _deals.Edges.Select(edge => new DealEdge(edge, _near))];

    /// <summary>Whether there are more pages, and the cursors with which to fetch them.</summary>
    public PageInfo PageInfo => _deals.PageInfo;

    /// <summary>The deals of this page without their distances. Use `edges` for those too.</summary>
    public IReadOnlyList<DealNode> Nodes => _deals.Nodes;

    /// <summary>
    /// The number of deals on all pages that match the filter. It is counted only when a query asks for it.
    /// </summary>
    public Task<int> TotalCount(CancellationToken cancellationToken) => _deals.TotalCount(cancellationToken);
}

/// <summary>A deal in a list, with its cursor. With `near`, also its nearest shop and the distance of that shop.</summary>
public sealed class DealEdge
{
    private readonly Edge<DealNode> _deal;
    private readonly GeoPoint? _near;

    internal DealEdge(Edge<DealNode> deal, GeoPoint? near) => (_deal, _near) = (deal, near);

    /// <summary>
    /// The position of the deal in the list. Give it as `after` or `before` to fetch the next page. It stays valid when
    /// deals are added or removed.
    /// </summary>
    public string Cursor => _deal.Cursor;

    /// <summary>The deal.</summary>
    public DealNode Node => _deal.Node;

    /// <summary>
    /// The distance from the centre of `near` to the nearest shop of the deal along the surface of the Earth, in metres;
    /// null without `near`.
    /// </summary>
    public Loading<int?> DistanceMeters(DealLoaders deals) => NearestShop(deals).Then(shop => shop?.DistanceFrom(_near!));

    /// <summary>The shop of the deal that is nearest to the centre of `near`; null without `near`.</summary>
    public Loading<ShopNode?> NearestShop(DealLoaders deals) => _near is { } place
        ? _deal.Node.ShopNearest(deals, place)
        : new Loaded<ShopNode?>((ShopNode?)null);
}
