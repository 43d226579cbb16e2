using Graph.Api.Deals.Merchants;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;

namespace Graph.Api.Deals.Catalogue;

/// <summary>A filter for merchants. A merchant must match all fields that are given.</summary>
/// <param name="Search">
/// Text that occurs in the name or begins the handle, at most 40 characters. Upper and lower case do not matter.
/// </param>
/// <param name="Category">The category of the merchant.</param>
/// <param name="Near">A circle in which the merchant has a shop.</param>
/// <param name="And">Filters that must all match.</param>
/// <param name="Or">Filters of which at least one must match.</param>
public sealed record MerchantFilterInput(
    string? Search,
    EnumOperationFilterInput<MerchantCategory>? Category,
    NearInput? Near,
    IReadOnlyList<MerchantFilterInput>? And,
    IReadOnlyList<MerchantFilterInput>? Or) : IFilterInput<MerchantFilterInput>;

[QueryFields]
public sealed class DealQueries
{
    private const int MaxSearch = 40;

    private static readonly KeptList<ValueTuple, Merchant> ByName = new(
        new Keyset<Merchant>("merchants").By(m => m.SortName).By(m => m.Handle), (db, _) => db.Set<Merchant>());

    private static readonly KeptQuery<string, Merchant> OfHandle = new((db, handle) =>
        db.Set<Merchant>().Where(m => m.Handle == handle));

    /// <summary>The merchant with this handle; null when there is none.</summary>
    /// <param name="handle">The unique name. Upper and lower case do not matter, and a leading @ is ignored.</param>
    public static async Task<MerchantNode?> Merchant(GraphDb db, string handle, CancellationToken cancellationToken)
    {
        var wanted = Pasted.Handle(handle);
        return await OfHandle.FirstAsync(db, wanted, cancellationToken) is { } merchant ? new MerchantNode(merchant) : null;
    }

    /// <summary>Merchants, in the order of their names.</summary>
    /// <param name="where">A filter. All merchants match when it is left out.</param>
    public static async Task<Connection<MerchantNode>?> Merchants(
        GraphDb db, MerchantFilterInput? where, PageArguments page, CancellationToken cancellationToken) =>
        await ByName.PageAsync(
            db,
            default,
            page,
            merchant => new MerchantNode(merchant),
            cancellationToken,
            where is null ? null : Filter<Merchant>.Of(where, (filter, input) => Declare(db, filter, input)));

    /// <summary>
    /// Published deals. With `near`, only deals that are redeemed in the circle are listed, the nearest first. Without
    /// it, the latest deal comes first. `order` gives another order. The edges say how far each deal is.
    /// </summary>
    /// <param name="where">A filter. With `{ open: true }`, only deals that can be bought now are listed.</param>
    /// <param name="near">The circle in which to search.</param>
    /// <param name="order">The order of the list, the most important item first.</param>
    public static async Task<DealConnection?> Deals(
        GraphDb db,
        Caller caller,
        TimeProvider clock,
        DealFilterInput? where,
        NearInput? near,
        IReadOnlyList<DealSortInput>? order,
        PageArguments page,
        CancellationToken cancellationToken)
    {
        var circle = near?.ToCircle("near");
        return new(await new DealList(db, caller.Id, clock.UtcNow()).PageAsync(where, circle, order, page, cancellationToken), circle?.Center);
    }

    private static void Declare(GraphDb db, Filter<Merchant> filter, MerchantFilterInput input)
    {
        var search = filter.Search(input.Search, MaxSearch);

        var shops = input.Near is null ? null : db.ShopsIn(input.Near.ToCircle(filter.PathOf("near")));
        filter
            .Where(search.Length > 0, m => m.SearchName.Contains(search) || m.Handle.StartsWith(search))
            .Where(input.Category, m => m.Category)
            .Where(shops is not null, m => shops!.Any(s => s.MerchantId == m.Id));
    }
}
