using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>Buying in a group: an existing group, or a new one when the id is null.</summary>
public sealed record GroupChoice(GroupBuyId? Join);

public sealed record Purchase(UserId Actor, Guid Key, DealId Deal, int Quantity)
{
    public GroupChoice? Group { get; init; }

    public UserId? SharedBy { get; init; }

    public Visibility? Visibility { get; init; }

    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>
/// Buys deals. The rows are locked in this order: the buyer's wallet and limits, the pieces that the person has,
/// stock, group, and escrow last. Refunding an order uses the same order.
/// </summary>
public sealed class Purchases(
    Units units,
    Idempotency idempotency,
    OutgoingPayments payments,
    Confirmations confirmations,
    Vouchers vouchers,
    TimeProvider clock)
{
    public Task<Answer<OrderId>> BuyAsync(Purchase purchase, Origin origin, CancellationToken cancellationToken)
    {
        new Validation()
            .Check(purchase.Quantity is > 0 and <= Deal.MaxPerUser,
                "You can buy 1 to 100 pieces at a time.", "quantity")
            .ThrowIfAny();
        var command = new Command(purchase.Actor, "buyDeal", purchase.Key, new RequestInput()
            .With("deal", purchase.Deal)
            .With("quantity", purchase.Quantity, unless: 1)
            .With("group", purchase.Group is null ? null : purchase.Group.Join is { } join ? $"{join.Value:N}" : "start")
            .With("sharedBy", purchase.SharedBy)
            .With("visibility", purchase.Visibility));
        var confirmed = Confirmed.BySession;
        return idempotency.RunAsync(
            command,
            confirm: purchase.Proof.IsEmpty ? null : async () => confirmed = await confirmations.ConfirmAsync(
                purchase.Actor, purchase.Proof, () => BindingAsync(purchase, command), origin),
            db => BuyAsync(db, purchase, command, confirmed),
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>What a passkey must have confirmed: the price of all pieces.</summary>
    private async Task<PaymentBinding> BindingAsync(Purchase purchase, Command command)
    {
        var deal = await units.ReadAsync(db => db.Set<Deal>()
            .SingleOrDefaultAsync(d => d.Id == purchase.Deal && d.PublishedAt != null))
            ?? throw new DomainException(new NotFoundError("deal"));
        var price = PriceOf(deal, UnitPriceOf(deal, purchase), purchase.Quantity);
        return new PaymentBinding(purchase.Actor, command.Operation, command.Key, deal.Id, price);
    }

    private async Task<OrderId> BuyAsync(GraphDb db, Purchase purchase, Command command, Confirmed confirmed)
    {
        var now = clock.UtcNow();
        var offer = await Offer.FindAsync(db, purchase);
        await offer.RequireEligibleAsync(db, purchase, now);
        var sharer = await SharerAsync(db, purchase, offer);
        var (deal, buyer) = (offer.Deal, offer.Buyer);
        var price = UnitPriceOf(deal, purchase);
        var paid = PriceOf(deal, price, purchase.Quantity);
        var person = buyer.PersonId!.Value;
        var escrow = Escrow.Any();
        var visibility = purchase.Visibility ?? buyer.DefaultVisibility;
        var part = 0L;
        GroupBuy? group = null;
        var movement = new Movement(TransactionKind.Purchase, offer.Wallet, escrow, paid, buyer.Id)
        {
            Payer = buyer.Id,
            Business = offer.Settlement,
            Visibility = visibility,
            Note = deal.Title,
            Cause = command,
        };
        var transaction = await payments.PayAsync(db, new OutgoingPayment(movement, buyer, confirmed)
        {
            RequiredLevel = deal.RequiredLevel,
            Reserve = async () =>
            {
                await Stock.CountAsync(db, deal, person, purchase.Quantity);
                part = await Stock.TakeAsync(db, deal.Id, purchase.Quantity);
                await Stock.RequireLiveAsync(db, deal.Id);
                group = purchase.Group switch
                {
                    null => null,
                    { Join: null } => GroupBuy.Start(new GroupBuyId(clock.NewGuid()), deal, buyer.Id, now),
                    { Join: { } join } => await JoinAsync(db, join, deal, buyer.Id, person, now),
                };
            },
        });

        var isComplete = group is null || group.Members == group.Size;
        var id = new OrderId(clock.NewGuid());
        var ends = isComplete ? Order.EndOf(deal, now) : group!.ExpiresAt;
        var order = new Order
        {
            Id = id,
            BuyerId = buyer.Id,
            PersonId = person,
            DealId = deal.Id,
            MerchantId = deal.MerchantId,
            Quantity = purchase.Quantity,
            Paid = paid.MinorUnits,
            Saved = (deal.ListPrice - price) * purchase.Quantity,
            Currency = deal.Currency,
            Visibility = visibility,
            GroupId = group?.Id,
            SharerId = sharer?.Id,
            Reward = sharer is { Level: > RealNameLevel.None } ? deal.ShareReward : 0,
            EscrowId = escrow,
            PurchaseId = transaction.Id,
            StockPart = part,
            VoucherHash = deal.IsRedeemed ? vouchers.HashOf(id) : null,
            Status = isComplete ? OrderStatus.Paid : OrderStatus.WaitingForGroup,
            CreatedAt = now,
            ExpiresAt = ends,
            DueAt = isComplete ? ends : null,
            Tiebreak = id.Value.RandomPart(),
        };
        if (purchase.Group is { Join: null })
        {
            db.Set<GroupBuy>().Add(group!);
        }

        db.Set<Order>().Add(order);
        db.Set<OrderTransaction>().Add(new OrderTransaction { TransactionId = transaction.Id, OrderId = id });
        db.Touch(DealTopics.Deal(deal.Id));
        if (group is not null)
        {
            db.Touch(DealTopics.Group(group.Id));
        }

        if (isComplete)
        {
            await db.SaveChangesAsync();
            await CompleteAsync(db, order, group, offer, now);
        }

        return id;
    }

    /// <summary>Marks this order as finally paid, and with it all orders of its group.</summary>
    private static async Task CompleteAsync(GraphDb db, Order order, GroupBuy? group, Offer offer, DateTime now)
    {
        var orders = new List<Order> { order };
        if (group is not null)
        {
            await GroupBuy.CompleteAsync(db, group.Id);
            orders = await db.Set<Order>().Where(o => o.GroupId == group.Id).OrderBy(o => o.CreatedAt).ToListAsync();
            var end = Order.EndOf(offer.Deal, now);
            await db.Set<Order>()
                .Where(o => o.GroupId == group.Id && o.Status == OrderStatus.WaitingForGroup)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(o => o.Status, OrderStatus.Paid)
                    .SetProperty(o => o.ExpiresAt, end)
                    .SetProperty(o => o.DueAt, end));
            db.Raise(new GroupCompleted(group, orders, now));
        }

        orders.ForEach(paid => db.Raise(new OrderPaid(paid, offer.Owner, now)));
        await Tally.PaidAsync(db, orders, now);
    }

    private static async Task<GroupBuy> JoinAsync(GraphDb db, GroupBuyId id, Deal deal, UserId buyer, PersonId person, DateTime now)
    {
        var group = await GroupBuy.JoinAsync(db, id, deal.Id, now);

        // An account may have become another person's since it joined.
        return await db.Set<Order>().AnyAsync(o => o.GroupId == id && (o.PersonId == person || o.BuyerId == buyer))
            ? throw new DomainException(new AlreadyInGroupError())
            : group;
    }

    /// <summary>
    /// Returns the friend who shared the deal with the buyer. The friend must be a different person from the buyer.
    /// </summary>
    private static async Task<User?> SharerAsync(GraphDb db, Purchase purchase, Offer offer)
    {
        if (purchase.SharedBy is not { } sharer)
        {
            return null;
        }

        return await db.UsersFor(purchase.Actor)
            .Where(u => u.Id == sharer && (u.PersonId == null || u.PersonId != offer.Buyer.PersonId))
            .Where(u => db.Set<DealShare>().Any(s =>
                s.DealId == purchase.Deal && s.SharerId == u.Id && s.RecipientId == purchase.Actor))
            .SingleOrDefaultAsync() ?? throw new DomainException(new NotSharedError());
    }

    private static long UnitPriceOf(Deal deal, Purchase purchase) =>
        purchase.Group is null ? deal.Price : deal.GroupPrice ?? deal.Price;

    private static Money PriceOf(Deal deal, long price, int quantity)
    {
        var paid = price * quantity;
        new Validation()
            .Check(paid <= Money.MaxMinorUnits, "The total price is too large for a single payment.", "quantity")
            .ThrowIfAny();
        return new Money(paid, deal.Currency);
    }

    /// <summary>
    /// A deal and its buyer. A single query reads everything that is needed before rows are changed.
    /// </summary>
    private sealed record Offer(Deal Deal, AccountId Settlement, UserId Owner, User Buyer, AccountId Wallet, Standing Standing)
    {
        public static async Task<Offer> FindAsync(GraphDb db, Purchase purchase)
        {
            var found = await (
                from deal in db.Set<Deal>()
                join merchant in db.Set<Merchant>() on deal.MerchantId equals merchant.Id
                from buyer in db.Set<User>()
                join wallet in db.Set<Account>() on buyer.Id equals wallet.OwnerId
                where deal.Id == purchase.Deal && deal.PublishedAt != null && buyer.Id == purchase.Actor
                select new
                {
                    Deal = deal,
                    merchant.SettlementId,
                    merchant.OwnerId,
                    Buyer = buyer,
                    Wallet = wallet.Id,
                    WorksThere = db.Set<BusinessMember>().Any(m => m.AccountId == merchant.SettlementId
                        && db.Set<User>().Any(u => u.Id == m.UserId && (u.Id == buyer.Id || u.PersonId == buyer.PersonId))),
                    Bought = db.Set<DealBuyer>().Where(b => b.DealId == deal.Id && b.PersonId == buyer.PersonId).Sum(b => b.Bought),
                    Left = db.Set<StockPart>().Where(p => p.DealId == deal.Id).Sum(p => p.Remaining),
                }).SingleOrDefaultAsync() ?? throw new DomainException(new NotFoundError("deal"));
            return new Offer(
                found.Deal,
                found.SettlementId,
                found.OwnerId,
                found.Buyer,
                found.Wallet,
                new Standing(found.Left, new Buyer(found.Buyer.Level, found.WorksThere, found.Bought, found.Buyer.FrozenAt is not null)));
        }

        /// <summary>
        /// Refuses the purchase for the same reasons as the button shows, in the same order (<see
        /// cref="Eligibility"/>).
        /// </summary>
        public async Task RequireEligibleAsync(GraphDb db, Purchase purchase, DateTime now)
        {
            new Validation()
                .Check(purchase.Group is null || Deal.Kind == DealKind.GroupBuy,
                    "This deal cannot be bought in a group.", "group")
                .ThrowIfAny();

            // If there are too few pieces to complete a group, a buyer must not start one, because the group could
            // only expire.
            var others = purchase.Group is { Join: null } ? Deal.GroupSize!.Value - 1 : 0;
            switch (Eligibility.Of(Deal, Standing, now, purchase.Quantity, others))
            {
                case EligibilityCode.Ok:
                    return;
                case EligibilityCode.SoldOut:
                    throw new DomainException(new SoldOutError((int)Math.Max(0, Standing.Left)));
                case EligibilityCode.OwnDeal:
                    throw new DomainException(new OwnDealError());
                case EligibilityCode.Level:
                    await RequiredLevel.RequireAsync(db, Buyer.Id, Buyer.Level, Deal.RequiredLevel);
                    return;
                case EligibilityCode.LimitReached:
                    var left = Deal.PerUserLimit - Standing.Buyer!.Bought;
                    throw new DomainException(new DealLimitReachedError((int)Deal.PerUserLimit, (int)Math.Max(0, left)));
                case EligibilityCode.Frozen:
                    throw new DomainException(new AccountFrozenError());
                case var closed:
                    throw new DomainException(new DealNotOpenError(closed));
            }
        }
    }
}
