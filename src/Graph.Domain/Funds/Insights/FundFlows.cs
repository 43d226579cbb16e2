using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Funds.Insights;

/// <summary>
/// What an institution may know of the money that moves through its funds. The smallest piece is what one day moved into one fund, or
/// out of it. A piece that tells too much of one person is left out, and everything else is a sum of the pieces that are left. So
/// subtracting one number from another gives nothing but such pieces.
/// </summary>
/// <remarks>
/// A piece never changes once it is shown, or two looks at it would give what one order moved. So a day counts when the fund has
/// closed it, which fixes its orders and their amounts, and when it is over, because a money-market fund pays at once until midnight.
/// </remarks>
public static class FundFlows
{
    /// <summary>The most days that insights cover.</summary>
    public const int MaxDays = 366;

    /// <summary>How long after its end a day waits for what began on it and is not committed yet.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    private static readonly KeptQuery<(IReadOnlyList<InstitutionId> Institutions, DateOnly First, DateOnly Last), FundFlow> Shown = new((db, of) =>
        Pieces(PricedOrders(db, of.Institutions, of.First, of.Last)));

    /// <summary>
    /// The fees. They have pieces of their own, because of five persons who redeem, perhaps only one pays a fee. Where the fee depends on
    /// how long units were held, the fees beside what was paid out would tell what those with one of two fees redeemed, and that may be
    /// one person. Such fees are left out.
    /// </summary>
    private static readonly KeptQuery<(IReadOnlyList<InstitutionId> Institutions, DateOnly First, DateOnly Last), FundFlow> ShownFees = new((db, of) =>
        Pieces(PricedOrders(db, of.Institutions, of.First, of.Last)
            .Where(o => o.Fee > 0)
            .Where(o => o.Side == FundOrderSide.Subscription || db.Set<RedemptionFee>().Count(fee => fee.FundId == o.Fund) == 1)
            .Select(o => new PricedOrder
            {
                Id = o.Id,
                Institution = o.Institution,
                Fund = o.Fund,
                Day = o.Day,
                Side = o.Side,
                Person = o.Person,
                Amount = o.Fee,
                Fee = o.Fee,
            })));

    /// <summary>The last of some days that may be shown.</summary>
    public static DateOnly LastOf(DateOnly last, DateTime now)
    {
        var over = BusinessCalendar.DateOf(now - Rest).AddDays(-1);
        return last < over ? last : over;
    }

    /// <summary>Reads what the funds of institutions may show of some days.</summary>
    /// <param name="db">The database.</param>
    /// <param name="institutions">The institutions.</param>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day. Days that are not over are left out.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static Task<List<FundFlow>> ReadAsync(
        GraphDb db, IReadOnlyList<InstitutionId> institutions, DateOnly first, DateOnly last, DateTime now, CancellationToken cancellationToken) =>
        Shown.ListAsync(db, (institutions, first, LastOf(last, now)), cancellationToken);

    /// <summary>
    /// Adds up the fees of all days that institutions may know, in fen. It reads all their orders, as nothing is stored of it. An
    /// institution of which nothing can be shown is left out.
    /// </summary>
    public static async Task<IReadOnlyDictionary<InstitutionId, long>> FeesAsync(
        GraphDb db, IReadOnlyList<InstitutionId> institutions, DateTime now, CancellationToken cancellationToken) =>
        (await ShownFees.ListAsync(db, (institutions, DateOnly.MinValue, LastOf(DateOnly.MaxValue, now)), cancellationToken))
            .GroupBy(piece => piece.Institution)
            .ToDictionary(of => of.Key, of => of.Sum(piece => piece.Amount));

    private static IQueryable<FundFlow> Pieces(IQueryable<PricedOrder> orders) => orders
        .GroupBy(o => new { o.Institution, o.Fund, o.Day, o.Side, o.Person })
        .Select(person => new { person.Key, Amount = person.Sum(o => o.Amount), Orders = person.Count() })
        .GroupBy(p => new { p.Key.Institution, p.Key.Fund, p.Key.Day, p.Key.Side })
        .Select(piece => new FundFlow
        {
            Institution = piece.Key.Institution,
            Fund = piece.Key.Fund,
            Day = piece.Key.Day,
            Side = piece.Key.Side,
            Amount = piece.Sum(p => p.Amount),
            Orders = piece.Sum(p => p.Orders),
            Persons = piece.Count(p => p.Key.Person != null),
            Largest = piece.Max(p => p.Amount),
        })
        .Where(f => f.Persons >= Flow.LeastPersons && f.Largest <= f.Amount - f.Largest);

    /// <summary>The orders that took the values of some days.</summary>
    public static IQueryable<PricedOrder> PricedOrders(
        GraphDb db, IReadOnlyList<InstitutionId> institutions, DateOnly first, DateOnly last) =>
        from fund in db.Set<Fund>()
        join order in db.Set<FundOrder>() on fund.Id equals order.FundId
        join user in db.Set<User>() on order.UserId equals user.Id
        where institutions.Contains(fund.InstitutionId)
            && order.TradeOn >= first && order.TradeOn <= last && order.TradeOn <= fund.ClosedOn
            && (order.Status == FundOrderStatus.Priced || order.Status == FundOrderStatus.Settled)
        select new PricedOrder
        {
            Id = order.Id,
            Institution = fund.InstitutionId,
            Fund = fund.Id,
            Day = order.TradeOn,
            Side = order.Side,
            Person = user.PersonId,
            Amount = order.Side == FundOrderSide.Subscription ? order.OrderedAmount!.Value : order.Gross!.Value - order.Fee!.Value,
            Fee = order.Fee!.Value,
        };
}

/// <summary>An order whose amount is fixed.</summary>
public sealed class PricedOrder
{
    public required FundOrderId Id { get; init; }

    public required InstitutionId Institution { get; init; }

    public required FundId Fund { get; init; }

    /// <summary>The day whose value it took.</summary>
    public required DateOnly Day { get; init; }

    public required FundOrderSide Side { get; init; }

    public required PersonId? Person { get; init; }

    /// <summary>What left the wallet for a subscription, fee included, or what comes into it from a redemption; in fen.</summary>
    public required long Amount { get; init; }

    /// <summary>The fee of the institution, in fen.</summary>
    public required long Fee { get; init; }
}
