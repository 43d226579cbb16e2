using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Holdings;

/// <summary>
/// Moves units. This is the only class that writes holdings and postings of units. It works inside the caller's unit, so that
/// units and money change hands together or not at all. Rows are locked in the same order everywhere: the order itself,
/// wallets, limits, the fund, its day, holdings of people, holdings of the house, accounts of the house.
/// </summary>
public sealed class UnitLedger(TimeProvider clock)
{
    /// <summary>Finds a person's holding of a fund, and opens it when there is none. Call it while the fund is locked.</summary>
    public async Task<HoldingId> OpenAsync(GraphDb db, FundId fund, UserId user)
    {
        if (await Of(db, fund, user).Select(h => (HoldingId?)h.Id).SingleOrDefaultAsync() is { } found)
        {
            return found;
        }

        var now = clock.UtcNow();
        var id = clock.NewGuid();
        var holding = new Holding
        {
            Id = new HoldingId(id),
            FundId = fund,
            Kind = HoldingKind.Holder,
            UserId = user,
            Number = 1 + (await db.Set<Holding>().Where(h => h.FundId == fund && h.Number > 0).MaxAsync(h => (long?)h.Number) ?? 0),
            OpenedAt = now,
            Tiebreak = id.RandomPart(),
        };
        db.Set<Holding>().Add(holding);
        await db.SaveChangesAsync();
        return holding.Id;
    }

    public static IQueryable<Holding> Of(GraphDb db, FundId fund, UserId user) =>
        db.Set<Holding>().Where(h => h.FundId == fund && h.UserId == user);

    public static Task<HoldingId> OfHouseAsync(GraphDb db, FundId fund, HoldingKind kind) =>
        db.Set<Holding>().Where(h => h.FundId == fund && h.Kind == kind).Select(h => h.Id).SingleAsync();

    /// <summary>Locks units for a redemption. Returns false when fewer are free.</summary>
    public static async Task<bool> LockAsync(GraphDb db, HoldingId holding, long units) => await db.Set<Holding>()
        .Where(h => h.Id == holding && h.Units - h.Locked >= units)
        .ExecuteUpdateAsync(set => set.SetProperty(h => h.Locked, h => h.Locked + units)) == 1;

    /// <summary>Frees units that were locked for a redemption.</summary>
    public static Task UnlockAsync(GraphDb db, HoldingId holding, long units) => db.Set<Holding>()
        .Where(h => h.Id == holding)
        .ExecuteUpdateAsync(set => set.SetProperty(h => h.Locked, h => h.Locked - units));

    /// <summary>The fund issues units to a holder.</summary>
    public async Task IssueAsync(GraphDb db, UnitPosting posting)
    {
        await ChangeAsync(db, posting.ToId, posting.Units);
        await ChangeAsync(db, posting.FromId, -posting.Units);
        db.Set<UnitPosting>().Add(posting);
    }

    /// <summary>
    /// A holder gives units away: to the fund, or to the bank that advances the money. Their part of the cost goes with them.
    /// </summary>
    /// <param name="db">The caller's unit.</param>
    /// <param name="posting">The units, and where they go.</param>
    /// <param name="paid">What the holder gets for them, in fen.</param>
    /// <param name="areLocked">Whether they were locked before.</param>
    /// <returns>False when fewer units are free.</returns>
    public async Task<bool> GiveAsync(GraphDb db, UnitPosting posting, long paid, bool areLocked)
    {
        var units = posting.Units;
        var row = db.Set<Holding>().Where(h => h.Id == posting.FromId);
        var unlocked = areLocked ? units : 0;
        var isFree = await row
            .Where(h => h.Units - h.Locked + unlocked >= units)
            .ExecuteUpdateAsync(set => set.SetProperty(h => h.Locked, h => h.Locked - unlocked)) == 1;
        if (!isFree)
        {
            return false;
        }

        var before = await row.Select(h => new { h.Units, h.Cost }).SingleAsync();
        var cost = Holding.CostOf(before.Cost, before.Units, units);
        await row.ExecuteUpdateAsync(set => set
            .SetProperty(h => h.Units, h => h.Units - units)
            .SetProperty(h => h.PaidOut, h => h.PaidOut + paid)
            .SetProperty(h => h.Cost, h => h.Cost - cost));
        await ChangeAsync(db, posting.ToId, units);
        db.Set<UnitPosting>().Add(posting);
        return true;
    }

    /// <summary>The fund takes back the units of a redemption that was priced.</summary>
    public async Task GiveBackAsync(GraphDb db, FundOrder order, long paid, DateTime now)
    {
        var posting = new UnitPosting
        {
            Id = NewId(),
            FundId = order.FundId,
            Kind = UnitPostingKind.Redemption,
            FromId = order.HoldingId,
            ToId = await OfHouseAsync(db, order.FundId, HoldingKind.Issue),
            Units = order.Units!.Value,
            EffectiveOn = order.SettlesOn,
            OrderId = order.Id,
            At = now,
        };
        if (!await GiveAsync(db, posting, paid, areLocked: true))
        {
            throw new InvalidOperationException($"The units of order {order.Id.Value} are not there.");
        }
    }

    /// <summary>Counts what a holder paid for units, fees included.</summary>
    internal static Task PayInAsync(GraphDb db, HoldingId holding, long amount) => db.Set<Holding>()
        .Where(h => h.Id == holding)
        .ExecuteUpdateAsync(set => set
            .SetProperty(h => h.PaidIn, h => h.PaidIn + amount)
            .SetProperty(h => h.Cost, h => h.Cost + amount));

    /// <summary>Sets who may see that the owner invested.</summary>
    internal static Task ShowAsync(GraphDb db, HoldingId holding, Visibility visibility) => db.Set<Holding>()
        .Where(h => h.Id == holding)
        .ExecuteUpdateAsync(set => set.SetProperty(h => h.Visibility, visibility));

    public UnitPostingId NewId() => new(clock.NewGuid());

    /// <summary>
    /// The first day whose income does not count units that leave now: today, or the day after the last one whose income is
    /// being credited. Call it while the fund is locked.
    /// </summary>
    public static async Task<DateOnly> EffectiveOnAsync(GraphDb db, FundId fund, DateOnly today)
    {
        var started = await db.Set<FundDay>()
            .Where(d => d.FundId == fund && d.Status != FundDayStatus.Published && d.Day >= today)
            .OrderByDescending(d => d.Day)
            .Select(d => (DateOnly?)d.Day)
            .FirstOrDefaultAsync();
        return started?.AddDays(1) ?? today;
    }

    internal static Task ChangeAsync(GraphDb db, HoldingId holding, long units) => db.Set<Holding>()
        .Where(h => h.Id == holding)
        .ExecuteUpdateAsync(set => set.SetProperty(h => h.Units, h => h.Units + units));
}
