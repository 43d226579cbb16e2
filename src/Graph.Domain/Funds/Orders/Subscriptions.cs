using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Orders;

public sealed record Subscription(UserId Actor, Guid Key, FundId Fund, Money Amount)
{
    /// <summary>Whether the person has seen the warning that the fund is riskier than they tolerate.</summary>
    public bool AcknowledgesRisk { get; init; }

    /// <summary>
    /// What the person tolerated when the warning was acknowledged; null when it is acknowledged now. It counts no more for
    /// somebody who tolerates less today.
    /// </summary>
    public RiskTolerance? WarnedAt { get; init; }

    /// <summary>The night of the standing order that subscribes; null when a person does.</summary>
    public StandingNight? Night { get; init; }

    /// <summary>The people who may see that the person invested, once the order is settled. Null: only the person.</summary>
    public Visibility? Visibility { get; init; }

    /// <summary>Those with whom the person invests; null when nobody is named.</summary>
    public IOrderCompany? Company { get; init; }

    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>Takes money into funds. It waits in transit until the units that it buys are issued.</summary>
public sealed class Subscriptions(
    Idempotency idempotency,
    OutgoingPayments payments,
    Confirmations confirmations,
    UnitLedger ledger,
    ExchangeCalendar calendar,
    TimeProvider clock)
{
    public async Task<Answer<FundOrderId>> SubscribeAsync(Subscription subscription, Origin origin, CancellationToken cancellationToken)
    {
        var amount = subscription.Amount;
        var input = new RequestInput()
            .With("fund", subscription.Fund)
            .With("amount", amount)
            .With("acknowledgesRisk", subscription.AcknowledgesRisk)
            .With("visibility", subscription.Visibility);
        if (subscription.Company is { } company)
        {
            input.With(company.Name, company.Id);
        }

        var command = new Command(subscription.Actor, "subscribeFund", subscription.Key, input);
        var binding = new PaymentBinding(subscription.Actor, command.Operation, command.Key, subscription.Fund, amount);
        var confirmed = Confirmed.BySession;
        return await idempotency.RunAsync(
            command,
            confirm: subscription.Proof.IsEmpty ? null : async () => confirmed = await confirmations.ConfirmAsync(subscription.Proof, binding, origin),
            db => PlaceAsync(db, subscription, command, confirmed),
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>Places the order in the unit of its request. People and standing orders both go this way.</summary>
    internal async Task<FundOrderId> PlaceAsync(GraphDb db, Subscription subscription, Command command, Confirmed confirmed)
    {
        var offer = await FundOffer.FindAsync(db, subscription.Actor, subscription.Fund, clock.UtcNow());
        var (fund, amount) = (offer.Fund, subscription.Amount);
        var isWarned = subscription.AcknowledgesRisk && (subscription.WarnedAt is not { } then || offer.Tolerance >= then);
        var warnedAt = await offer.RequireAsync(db, isWarned);
        if (subscription.Company is { } company)
        {
            await company.RequireAsync(db, subscription.Actor, fund.Id);
        }

        new Validation()
            .Check(amount.MinorUnits >= fund.Minimum, $"The least amount of this fund is {new Money(fund.Minimum, fund.Currency)}.", "amount", "amount")
            .ThrowIfAny();
        var movement = new Movement(TransactionKind.FundSubscription, offer.Wallet, fund.TransitId, amount, subscription.Actor)
        {
            Payer = subscription.Actor,
            Business = fund.CustodyId,
            Note = fund.DisplayName,
            Cause = command,
        };
        var (tradeOn, settlesOn) = (default(DateOnly), default(DateOnly));
        HoldingId holding = default;
        var payment = await payments.PayAsync(db, new OutgoingPayment(movement, offer.Buyer, confirmed)
        {
            RequiredLevel = FundEligibility.Level,

            // Units of one fund are not sold to buy those of another.
            MayBeCovered = false,
            Reserve = async () =>
            {
                (tradeOn, settlesOn) = await TradeDays.NextAsync(db, fund.Id, calendar, clock);
                holding = await ledger.OpenAsync(db, fund.Id, subscription.Actor);
                await db.LockAsync(db.Set<Holding>().Where(h => h.Id == holding));
                await TradeDays.RequireFewAsync(db, holding);
            },
        });
        var id = clock.NewGuid();
        var order = new FundOrder
        {
            Id = new FundOrderId(id),
            FundId = fund.Id,
            UserId = subscription.Actor,
            HoldingId = holding,
            Side = FundOrderSide.Subscription,
            Speed = RedemptionSpeed.NextDay,
            OrderedAmount = amount.MinorUnits,
            Status = FundOrderStatus.Ordered,
            TradeOn = tradeOn,
            SettlesOn = settlesOn,
            Standing = subscription.Night?.Kind,
            StandingOn = subscription.Night?.Night,
            Visibility = subscription.Visibility ?? Visibility.Parties,
            WarnedAt = warnedAt,
            OrderedAt = payment.CreatedAt,
            DueAt = BusinessCalendar.StartOf(calendar.After(tradeOn, FundOrder.MaxDaysLate + 1)),
            Tiebreak = id.RandomPart(),
        }.For(payment);
        db.Set<FundOrder>().Add(order);
        subscription.Company?.Note(db, order.Id);
        db.Set<FundOrderTransaction>().Add(new FundOrderTransaction { TransactionId = payment.Id, OrderId = order.Id });
        return order.Id;
    }
}

/// <summary>Finds the day whose value an order takes.</summary>
internal static class TradeDays
{
    /// <summary>
    /// Locks the fund, and returns the exchange day whose value an order takes now, and the one on which it settles. Because the
    /// fund is locked until the end of the unit, the day cannot be published before the order is there.
    /// </summary>
    public static async Task<(DateOnly TradeOn, DateOnly SettlesOn)> NextAsync(GraphDb db, FundId id, ExchangeCalendar calendar, TimeProvider clock)
    {
        await db.LockAsync(db.Set<Fund>().Where(f => f.Id == id));
        var published = await db.Set<Fund>().Where(f => f.Id == id).Select(f => f.PublishedOn).SingleAsync();
        var day = calendar.TradeDayOf(clock.UtcNow());
        while (day <= published)
        {
            day = calendar.After(day);
        }

        return (day, calendar.After(day));
    }

    /// <summary>
    /// Refuses a further order when very many are open, because each costs a unit that the fund's next day waits for. Call it while
    /// the fund is locked.
    /// </summary>
    public static async Task RequireFewAsync(GraphDb db, HoldingId holding)
    {
        var open = await db.Set<FundOrder>().CountAsync(o =>
            o.HoldingId == holding && (o.Status == FundOrderStatus.Ordered || o.Status == FundOrderStatus.Priced));
        new Validation()
            .Check(open < FundOrder.MaxOpen, $"You have {FundOrder.MaxOpen} open orders of this fund. Wait until some are settled.", "fund")
            .ThrowIfAny();
    }
}
