using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Orders;

/// <summary>
/// Pays redemptions at once, from what a bank advances. The units pass to that bank, which gets the money back on the next
/// exchange day.
/// </summary>
public sealed class InstantRedemptions(GeneralLedger money, UnitLedger ledger, ExchangeCalendar calendar, TimeProvider clock)
{
    /// <summary>
    /// What is left of the bank's money is rounded down to a multiple of this when it is shown: ¥100, in fen. The exact amount
    /// would tell what other people redeem.
    /// </summary>
    private const long Step = 10_000;

    /// <summary>
    /// Returns what a person is told of what can be paid at once, in fen. It is exact where the person's own limit ends it; a redemption may
    /// use all that is there.
    /// </summary>
    /// <param name="available">What the bank can still advance.</param>
    /// <param name="left">What is left of the person's own limit of the day.</param>
    public static long Shown(long available, long left) => Math.Max(0, Math.Min(available - (available % Step), left));

    /// <summary>Redeems in the unit of the caller. It locks the wallet, the fund, the holding, and the account of the bank.</summary>
    /// <param name="db">The caller's unit.</param>
    /// <param name="asked">The units, of a money-market fund.</param>
    /// <param name="cause">The request to redeem; null when the redemption belongs to the request of a payment.</param>
    /// <exception cref="DomainException">
    /// The owner has too few units, the limit of the day is reached, the bank advances no more, or the owner's identity is not
    /// verified. The unit must be given up.
    /// </exception>
    internal async Task<FundOrder> RedeemAsync(GraphDb db, UnitsAsked asked, Command? cause)
    {
        var fund = asked.Fund;
        var today = BusinessCalendar.DateOf(clock.UtcNow());
        var order = asked.PaidAtOnce(today, clock);
        var amount = order.Gross!.Value;
        new Validation().Check(amount > 0, "These units are worth less than ¥0.01. Redeem all of them with NEXT_DAY.", "units").ThrowIfAny();

        // The limit is counted for each person. An account that lost its identity to somebody else belongs to no person, so it is
        // paid on the next exchange day.
        var person = await db.Set<User>().Where(u => u.Id == asked.Owner).Select(u => u.PersonId).SingleAsync()
            ?? throw Validation.Error("Your identity is not verified, so nothing can be paid at once. Use NEXT_DAY.", "speed");
        var wallet = await db.Set<Account>().Where(a => a.OwnerId == asked.Owner).Select(a => a.Id).SingleAsync();
        var paid = new Money(amount, fund.Currency);
        var movement = new Movement(TransactionKind.FundRedemption, fund.LiquidityId!.Value, wallet, paid, asked.Owner)
        {
            Payee = asked.Owner,
            Business = fund.CustodyId,
            Note = fund.DisplayName,
            Cause = cause,
        };
        var transaction = await money.PostAsync(db, movement, async () =>
        {
            await PassAsync(db, asked, order, today);
            await TakeAsync(db, fund, person, today, amount);
            return null;
        });
        db.Set<FundOrderTransaction>().Add(new FundOrderTransaction { TransactionId = transaction.Id, OrderId = order.Id });
        db.Raise(new FundOrderSettled(order, order.OrderedAt));
        return order;
    }

    /// <summary>Passes the units to the bank, which gets its money back on the next exchange day.</summary>
    private async Task PassAsync(GraphDb db, UnitsAsked asked, FundOrder order, DateOnly today)
    {
        var fund = asked.Fund.Id;
        await db.LockAsync(db.Set<Fund>().Where(f => f.Id == fund));
        var posting = new UnitPosting
        {
            Id = ledger.NewId(),
            FundId = fund,
            Kind = UnitPostingKind.Advance,
            FromId = asked.Holding,
            ToId = await UnitLedger.OfHouseAsync(db, fund, HoldingKind.Advance),
            Units = asked.Units,
            EffectiveOn = await UnitLedger.EffectiveOnAsync(db, fund, today),
            OrderId = order.Id,
            At = order.OrderedAt,
        };
        db.Set<FundOrder>().Add(order);
        await db.SaveChangesAsync();
        if (!await ledger.GiveAsync(db, posting, order.Gross!.Value, areLocked: false))
        {
            throw await asked.InsufficientAsync(db);
        }

        var returned = BusinessCalendar.StartOf(calendar.After(today));
        await db.Set<Fund>()
            .Where(f => f.Id == fund && f.AdvanceDueAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.AdvanceDueAt, returned));
    }

    /// <summary>Counts an instant redemption against the person's limit of the day, and looks whether the bank can advance it.</summary>
    private static async Task TakeAsync(GraphDb db, Fund fund, PersonId person, DateOnly day, long amount)
    {
        var use = db.Set<InstantUse>().Where(u => u.PersonId == person && u.FundId == fund.Id && u.Day == day);
        if (!await use.AnyAsync())
        {
            // The fund is locked, so no other unit inserts the row in between.
            db.Set<InstantUse>().Add(new InstantUse { PersonId = person, FundId = fund.Id, Day = day });
            await db.SaveChangesAsync();
        }

        var liquidity = db.Set<Account>().Where(a => a.Id == fund.LiquidityId);
        await db.LockAsync(liquidity);
        var left = FundOrder.InstantLimit - await use.Select(u => u.Used).SingleAsync();
        var available = (await liquidity.SingleAsync()).Available.MinorUnits;
        if (amount > left || amount > available)
        {
            throw new DomainException(new InstantLimitError(new Money(Shown(available, left), fund.Currency)));
        }

        await use.ExecuteUpdateAsync(set => set.SetProperty(u => u.Used, u => u.Used + amount));
    }
}
