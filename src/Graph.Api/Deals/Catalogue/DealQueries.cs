using Graph.Api.Deals.Merchants;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Deals.Catalogue;

/// <summary>Which merchants; all that is given must hold.</summary>
/// <param name="Search">Is part of the name, or how the handle begins; capitals do not matter.</param>
/// <param name="Category">What it deals in.</param>
/// <param name="Near">Has a shop in this circle.</param>
/// <param name="And">All of these.</param>
/// <param name="Or">One of these.</param>
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

    private static readonly Keyset<Merchant> ByHandle = new Keyset<Merchant>("merchants").By(m => m.Handle);

    /// <summary>A merchant by handle; null when there is none.</summary>
    /// <param name="handle">The unique name; capitals and a leading @ do not matter.</param>
    public static async Task<MerchantNode?> Merchant(GraphDb db, string handle, CancellationToken cancellationToken)
    {
        var wanted = UserNames.NormalizeHandle(handle);
        var merchant = await db.Set<Merchant>().SingleOrDefaultAsync(m => m.Handle == wanted, cancellationToken);
        return merchant is null ? null : new MerchantNode(merchant);
    }

    /// <summary>Merchants, by handle.</summary>
    /// <param name="where">Which merchants.</param>
    public static async Task<Connection<MerchantNode>?> Merchants(
        GraphDb db, MerchantFilterInput? where, PageArguments page, CancellationToken cancellationToken) =>
        await ByHandle.PageAsync(
            db.Set<Merchant>().Where(Filter<Merchant>.Of(where, (filter, input) => Declare(db, filter, input))),
            page,
            merchant => new MerchantNode(merchant),
            cancellationToken);

    /// <summary>Deals that were published: with `near` those that are redeemed in the circle, the nearest first; else the latest first.</summary>
    /// <param name="where">Which deals; `{ open: true }` leaves what can be bought now.</param>
    /// <param name="near">Where the viewer is, and how far to look.</param>
    /// <param name="order">In which order.</param>
    public static async Task<Connection<DealNode>?> Deals(
        GraphDb db,
        Caller caller,
        TimeProvider clock,
        DealFilterInput? where,
        NearInput? near,
        IReadOnlyList<DealSortInput>? order,
        PageArguments page,
        CancellationToken cancellationToken) =>
        await new DealList(db, caller.Id, clock.UtcNow()).PageAsync(
            db.Set<Deal>().Where(d => d.PublishedAt != null), where, near?.ToCircle(), order, page, cancellationToken);

    private static void Declare(GraphDb db, Filter<Merchant> filter, MerchantFilterInput input)
    {
        if (input.Search is { Length: > MaxSearch })
        {
            throw GraphError.BadUserInput($"A search has at most {MaxSearch} characters.");
        }

        var search = UserNames.NormalizeSearch(input.Search ?? "");
        var shops = input.Near is null ? null : db.ShopsIn(input.Near.ToCircle());
        filter
            .Where(search.Length > 0, m => m.SearchName.Contains(search) || m.Handle.StartsWith(search))
            .Where(input.Category, m => m.Category)
            .Where(shops is not null, m => shops!.Any(s => s.MerchantId == m.Id));
    }
}
