using System.Security.Cryptography;
using System.Text;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Standing;

/// <summary>
/// Places the orders of standing orders, at night. Each goes the way of a subscription by hand, so that everything is looked at
/// again. What is refused pauses the standing order, and its owner is told why.
/// </summary>
public sealed class StandingOrderNights(
    Units units, Idempotency idempotency, Subscriptions subscriptions, IWalletLock wallets, TimeProvider clock) : IDeadline
{
    /// <summary>The name under which the requests of nights are kept.</summary>
    public const string Operation = "standingOrder";

    /// <summary>The owner gave the PIN when the standing order was set.</summary>
    private static readonly Confirmed ByPin = new(Confirmation.PaymentPin);

    /// <summary>How long automatic investing waits for a plan of the same night, which may fail for a reason of ours and be tried again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly KeptQuery<(DateTime Now, int Most), StandingOrderId> Due = new((db, of) => db.Set<StandingOrder>()
        .Where(o => o.DueAt != null && o.DueAt <= of.Now)
        .OrderByDescending(o => o.Kind)
        .ThenBy(o => o.DueAt)
        .Select(o => o.Id)
        .Take(of.Most));

    public string Name => "standing orders";

    /// <summary>Plans come first, also when nights have passed without a server and theirs is the later one.</summary>
    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public async Task MeetAsync(ITypedId id, CancellationToken cancellationToken)
    {
        var (order, enough, waits) = await units.ReadAsync(async db =>
        {
            var found = await db.Set<StandingOrder>().SingleOrDefaultAsync(o => o.Id == (StandingOrderId)id, cancellationToken);
            return (found, found is not null && await AmountAsync(db, found) > 0, found is not null && await WaitsAsync(db, found));
        });
        if (order?.DueAt is not { } due || due > clock.UtcNow() || waits)
        {
            return;
        }

        if (order.Kind == StandingOrderKind.AutoInvest && !await MeetPlansAsync(order.UserId, cancellationToken))
        {
            return;
        }

        if (!enough)
        {
            await units.WriteAsync(db => GoOnAsync(db, order), CancellationToken.None);
            return;
        }

        try
        {
            var night = new StandingNight(order.Kind, BusinessCalendar.DateOf(due));
            var input = new RequestInput().With("kind", (StandingOrderKind?)order.Kind).With("night", $"{night.Night:O}");
            var command = new Command(order.UserId, Operation, KeyOf(order.UserId, order.FundId, night), input);
            var answer = await idempotency.RunAsync(
                command, confirm: null, db => InvestAsync(db, order, night, command), staysOpen: false, CancellationToken.None);
            if (answer.Replayed)
            {
                // The clock of another node is ahead, and the order was set anew for a night that it had invested.
                await units.WriteAsync(db => GoOnAsync(db, order), CancellationToken.None);
            }
        }
        catch (DomainException refusal) when (ReasonOf(refusal.Errors[0]) is { } reason)
        {
            await units.WriteAsync(db => order.PauseAsync(db, reason, clock.UtcNow()), CancellationToken.None);
        }
    }

    /// <summary>
    /// Meets the plans of an account that are due, before automatic investing takes what they need. After a night without a server, both are
    /// due at once, and work that is due is met several at a time. Returns false while one of them is being met elsewhere: then automatic
    /// investing stays due.
    /// </summary>
    private async Task<bool> MeetPlansAsync(UserId user, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow();
        var plans = await units.ReadAsync(db => db.Set<StandingOrder>()
            .Where(o => o.UserId == user && o.Kind == StandingOrderKind.Plan && o.DueAt <= now)
            .Select(o => o.Id)
            .ToListAsync(cancellationToken));
        foreach (var plan in plans)
        {
            try
            {
                await MeetAsync(plan, cancellationToken);
            }
            catch (DomainException busy) when (busy.Errors is [OperationInProgressError])
            {
                return false;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // It is tried again by itself, where its failure is reported. It does not hold up the other funds.
            }
        }

        return true;
    }

    /// <summary>
    /// Makes the key of a night, always the same. Of all funds of an account only one is filled from the wallet, so that its
    /// night has one key whatever the fund.
    /// </summary>
    public static Guid KeyOf(UserId user, FundId fund, StandingNight night)
    {
        var subject = night.Kind == StandingOrderKind.Plan ? $"{fund.Value:N}" : "wallet";
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{Operation} {user.Value:N} {subject} {night.Night:O}")).AsSpan(0, 16));
    }

    private async Task<FundOrderId?> InvestAsync(GraphDb db, StandingOrder read, StandingNight night, Command command)
    {
        await wallets.LockAsync(db, read.UserId);
        if (!await GoOnAsync(db, read) || await AmountAsync(db, read) is not (> 0 and var amount))
        {
            return null;
        }

        var subscription = new Subscription(read.UserId, command.Key, read.FundId, Money.Fen(amount))
        {
            AcknowledgesRisk = read.WarnedAt is not null,
            WarnedAt = read.WarnedAt,
            Night = night,
        };
        return await subscriptions.PlaceAsync(db, subscription, command, ByPin);
    }

    /// <summary>
    /// Whether a plan of the same account is due in the same night. It goes first, because it needs an amount that the other one would
    /// take. One that keeps failing is waited for only for some minutes, or a single fund could hold up all investing.
    /// </summary>
    private async Task<bool> WaitsAsync(GraphDb db, StandingOrder order)
    {
        var since = clock.UtcNow() - Patience;
        return order is { Kind: StandingOrderKind.AutoInvest, DueAt: { } due } && due > since && await db.Set<StandingOrder>().AnyAsync(o =>
            o.UserId == order.UserId && o.Kind == StandingOrderKind.Plan && o.DueAt == due);
    }

    /// <summary>
    /// Returns what is to be invested now, in fen; zero when too little lies above the floor. Of a great sum it is what the limits
    /// leave, less ¥1,000 that stay for payments of the day, and the rest follows on the next nights. When only the limit of
    /// the day leaves too little, it waits for the next night. When another limit does, the subscription is refused and says so.
    /// </summary>
    private async Task<long> AmountAsync(GraphDb db, StandingOrder order)
    {
        if (order.Amount is { } amount)
        {
            return amount;
        }

        var least = await db.Set<Fund>().Where(f => f.Id == order.FundId).Select(f => f.Minimum).SingleAsync();
        var wallet = await db.Set<Account>().SingleAsync(a => a.OwnerId == order.UserId);
        var above = wallet.Available.MinorUnits - order.Floor!.Value;
        if (above < least)
        {
            return 0;
        }

        var user = await db.Set<User>().SingleAsync(u => u.Id == order.UserId);
        if (user.PersonId is not { } person)
        {
            return above;
        }

        var now = clock.UtcNow();
        if (await SpendingLimits.RoomAsync(db, person, user.Level, Confirmation.Passkey, now) is var longer && longer < least)
        {
            return above;
        }

        var today = await SpendingLimits.RoomAsync(db, person, user.Level, ByPin.Strength, now) - SpendingLimits.DayBySession.MinorUnits;
        return today < least ? 0 : Math.Min(above, Math.Min(today, longer));
    }

    /// <summary>Leaves a night behind. Only one unit can; returns false when it is not due any more, or was set anew.</summary>
    private async Task<bool> GoOnAsync(GraphDb db, StandingOrder order)
    {
        var next = StandingOrderCalendar.Next(order.DayOfMonth, clock.UtcNow());
        return await order.Unchanged(db).ExecuteUpdateAsync(set => set.SetProperty(o => o.DueAt, next)) == 1;
    }

    /// <summary>Says what a refusal means; null when it is none of the person or the fund, and is tried again.</summary>
    private static StandingOrderPause? ReasonOf(DomainError error) => error switch
    {
        RealNameLevelRequiredError => StandingOrderPause.Level,
        AccountFrozenError => StandingOrderPause.Frozen,
        AccountRestrictedError => StandingOrderPause.Restricted,
        RiskAnswersRequiredError => StandingOrderPause.AnswersRequired,
        UnsuitableFundError => StandingOrderPause.Unsuitable,
        FundNotOpenError or NotFoundError => StandingOrderPause.NotForSale,
        InsufficientFundsError => StandingOrderPause.InsufficientFunds,
        LimitExceededError or PaymentPinRequiredError or PasskeyRequiredError => StandingOrderPause.Limit,
        ValidationError => StandingOrderPause.OpenOrders,
        _ => null,
    };
}
