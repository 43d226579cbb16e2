using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Orders;

/// <summary>
/// Settles priced orders on their day: units and money change hands in one unit. Subscriptions whose day has no value for five
/// exchange days end here too.
/// </summary>
public sealed class FundSettlements(
    Units units, GeneralLedger money, UnitLedger ledger, FundCancellations cancellations, TimeProvider clock) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), FundOrderId> Due = new((db, of) => db.Set<FundOrder>()
        .Where(o => o.DueAt != null && o.DueAt <= of.Now)
        .Where(o => o.Status == FundOrderStatus.Priced
            ? db.Set<FundDay>().Any(d => d.FundId == o.FundId && d.Day == o.TradeOn && d.Status == FundDayStatus.Closed)
            : !db.Set<FundDay>().Any(d => d.FundId == o.FundId && d.Day >= o.TradeOn))
        .OrderBy(o => o.DueAt)
        .Select(o => o.Id)
        .Take(of.Most));

    public string Name => "fund orders";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) =>
        units.WriteAsync(db => SettleAsync(db, (FundOrderId)id), CancellationToken.None);

    public async Task<bool> SettleAsync(GraphDb db, FundOrderId id)
    {
        var now = clock.UtcNow();
        var order = await FundCancellations.LockAsync(db, id);
        if (order?.DueAt is not { } due || due > now)
        {
            return false;
        }

        if (order.Status == FundOrderStatus.Ordered)
        {
            return await cancellations.LapseAsync(db, order);
        }

        if (!await db.Set<FundDay>().AnyAsync(d => d.FundId == order.FundId && d.Day == order.TradeOn && d.Status == FundDayStatus.Closed))
        {
            return false;
        }

        var fund = await db.Set<Fund>().SingleAsync(f => f.Id == order.FundId);
        var fees = await db.Set<Institution>().Where(i => i.Id == fund.InstitutionId).Select(i => i.SettlementId).SingleAsync();
        await (order.Side == FundOrderSide.Subscription ? IssueAsync(db, order, fund, fees, now) : PayAsync(db, order, fund, fees, now));
        await db.Set<FundOrder>().Where(o => o.Id == id).MustTransitionAsync(
            o => o.Status, from: FundOrderStatus.Priced, to: FundOrderStatus.Settled, set => set
                .SetProperty(o => o.SettledAt, now)
                .SetProperty(o => o.DueAt, (DateTime?)null));
        db.Raise(new FundOrderSettled(order, now));
        return true;
    }

    private async Task IssueAsync(GraphDb db, FundOrder order, Fund fund, AccountId fees, DateTime now)
    {
        await MoveAsync(db, order, fund, fund.TransitId, [(fund.CustodyId, order.Gross!.Value), (fees, order.Fee!.Value)], async () =>
        {
            var units = order.Units!.Value;
            await ledger.IssueAsync(db, new UnitPosting
            {
                Id = ledger.NewId(),
                FundId = fund.Id,
                Kind = UnitPostingKind.Subscription,
                FromId = await UnitLedger.OfHouseAsync(db, fund.Id, HoldingKind.Issue),
                ToId = order.HoldingId,
                Units = units,
                EffectiveOn = order.SettlesOn,
                OrderId = order.Id,
                At = now,
            });
            await UnitLedger.PayInAsync(db, order.HoldingId, order.OrderedAmount!.Value);
            await HoldingVisibility.SettleAsync(db, order);
            if (!fund.IsMoneyMarket)
            {
                db.Set<UnitLot>().Add(new UnitLot { OrderId = order.Id, HoldingId = order.HoldingId, Since = order.SettlesOn, Units = units });
            }

            return null;
        });
    }

    private async Task PayAsync(GraphDb db, FundOrder order, Fund fund, AccountId fees, DateTime now)
    {
        var (paid, fee) = (order.PaidOut!.Value, order.Fee!.Value);
        var wallet = await db.Set<Account>().Where(a => a.OwnerId == order.UserId).Select(a => a.Id).SingleAsync();
        await GeneralLedger.LockAsync(db, fee > 0 ? [wallet, fees] : [wallet]);
        await ledger.GiveBackAsync(db, order, paid, now);
        if (paid > 0)
        {
            var movement = new Movement(TransactionKind.FundRedemption, fund.CustodyId, wallet, new Money(paid, fund.Currency), order.UserId)
            {
                Payee = order.UserId,
                Business = fund.CustodyId,
                Note = fund.DisplayName,
            };
            var transaction = await money.PostAsync(db, movement);
            db.Set<FundOrderTransaction>().Add(new FundOrderTransaction { TransactionId = transaction.Id, OrderId = order.Id });
        }

        await MoveAsync(db, order, fund, fund.CustodyId, [(fees, fee)]);
    }

    /// <summary>Moves money of an order between accounts of no person. Parts of zero are left out.</summary>
    private async Task MoveAsync(
        GraphDb db, FundOrder order, Fund fund, AccountId from, IEnumerable<(AccountId To, long Amount)> parts, Func<Task<LimitCharge?>>? onceLocked = null)
    {
        Leg[] legs = [.. parts.Where(part => part.Amount > 0).Select(part => new Leg(from, part.To, new Money(part.Amount, fund.Currency)))];
        if (legs.Length == 0)
        {
            return;
        }

        var movement = new Movement(TransactionKind.FundSettlement, legs, order.UserId) { Business = fund.CustodyId };
        var moved = await money.PostAsync(db, movement, onceLocked);
        db.Set<FundOrderTransaction>().Add(new FundOrderTransaction { TransactionId = moved.Id, OrderId = order.Id });
    }
}
