using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Deals;

/// <summary>Random acts of buyers and staff, each told to the model and to the product.</summary>
internal sealed class OrderLife(TestDatabase database, Market market, UserId[] buyers, Random random, Crash crash)
{
    private readonly List<DealId> _deals = [];

    public OrderModel Model { get; } = new(buyers.Length);

    public int Refused { get; private set; }

    public int Replayed { get; private set; }

    private DateTime Now => database.Clock.GetUtcNow().UtcDateTime;

    public static async Task<OrderLife> BeginAsync(TestDatabase database, Random random, Crash crash)
    {
        var market = await Market.OpenAsync(database);
        var buyers = new UserId[12];
        for (var i = 0; i < buyers.Length; i++)
        {
            buyers[i] = await market.BuyerAsync(90_000);
        }

        for (var i = 0; i < buyers.Length; i++)
        {
            var next = buyers[(i + 1) % buyers.Length];
            await database.Get<Friends>().SendRequestAsync(buyers[i], next, null);
            await database.Get<Friends>().SendRequestAsync(next, buyers[i], null);
        }

        return new OrderLife(database, market, buyers, random, crash);
    }

    public async Task StepAsync()
    {
        if (_deals.Count == 0 || random.Next(40) == 0)
        {
            await OfferAsync();
        }

        switch (random.Next(20))
        {
            case < 11:
                await BuyAsync();
                break;
            case < 14:
                await OnOrderAsync(OrderAct.Redeem);
                break;
            case < 15:
                await OnOrderAsync(OrderAct.Confirm);
                break;
            case < 17:
                await OnOrderAsync(OrderAct.AskBack);
                break;
            case < 19:
                await OnOrderAsync(random.Next(2) == 0 ? OrderAct.Refund : OrderAct.Keep);
                break;
            default:
                await PassAsync(TimeSpan.FromHours(random.Next(random.Next(10) == 0 ? 400 : 30)));
                break;
        }
    }

    /// <summary>The clock leaps; then everything that is due happens, by several at once, some of whom die.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        database.Clock.Advance(time);
        for (var round = 0; ; round++)
        {
            crash.IsArmed = round < 2;
            var done = await Task.WhenAll(database.MeetAllAsync(), database.MeetAllAsync());
            crash.IsArmed = false;

            // What failed is tried again after a pause.
            database.Clock.Advance(TimeSpan.FromSeconds(3));
            if (done.Sum() == 0 && round > 2)
            {
                break;
            }

            Assert.True(round < 100, "Something is due for ever.");
        }

        Model.Pass(Now);
        await CompareAsync();
    }

    public async Task CompareAsync()
    {
        var orders = await database.Units.ReadAsync(db => db.Set<Order>().ToDictionaryAsync(o => o.Id, o => o.Status));
        Assert.Equal(
            Model.Orders.OrderBy(o => o.Key.Value).Select(o => (o.Key, o.Value.Status)),
            orders.OrderBy(o => o.Key.Value).Select(o => (o.Key, o.Value)));
        var balances = await database.Units.ReadAsync(db => db.Set<Account>().Where(a => a.OwnerId != null)
            .ToDictionaryAsync(a => a.OwnerId!.Value, a => a.CreditsPosted - a.DebitsPosted));
        Assert.Equal(Model.Wallets.Select(change => 9_000_000 + change), buyers.Select(buyer => balances[buyer]));
        var settlement = await database.Units.ReadAsync(db => (
            from merchant in db.Set<Merchant>()
            join account in db.Set<Account>() on merchant.SettlementId equals account.Id
            select account.CreditsPosted - account.DebitsPosted).SingleAsync());
        Assert.Equal(Model.Settlement, settlement);
    }

    private async Task OfferAsync()
    {
        var kind = (DealKind)random.Next(3);
        var deal = await market.SellAsync(terms => terms with
        {
            Kind = kind,
            Price = Money.Fen(random.Next(100, 900)),
            ListPrice = Money.Fen(1_000),
            Stock = random.Next(5, 60),
            PerUserLimit = random.Next(1, 8),
            ShareReward = random.Next(2) == 0 ? Money.Fen(random.Next(1, 40)) : null,
            Group = kind == DealKind.GroupBuy ? new GroupTerms(random.Next(2, 5), Money.Fen(90), random.Next(1, 48)) : null,
            EndsAt = Now.AddHours(random.Next(10, 300)),
            Shops = kind == DealKind.Voucher || random.Next(2) == 0 ? [market.Shop] : [],
        });
        for (var i = 0; i < buyers.Length; i++)
        {
            await database.Get<Offers>().ShareAsync(buyers[i], deal, [buyers[(i + 1) % buyers.Length]], null);
        }

        _deals.Add(deal);
        Model.Deals[deal] = await database.Units.ReadAsync(db => db.Set<Deal>().SingleAsync(d => d.Id == deal));
    }

    private async Task BuyAsync()
    {
        var (who, id) = (random.Next(buyers.Length), _deals[^random.Next(1, Math.Min(_deals.Count, 4) + 1)]);
        var deal = Model.Deals[id];
        var open = Model.OpenGroups(id).ToList();
        var group = deal.Kind != DealKind.GroupBuy || random.Next(5) == 0 ? null
            : new GroupChoice(open.Count > 0 && random.Next(4) > 0 ? open[random.Next(open.Count)] : null);
        var sharer = random.Next(3) == 0 ? (who + buyers.Length - 1) % buyers.Length : (int?)null;
        var purchase = new Purchase(buyers[who], database.Clock.NewGuid(), id, random.Next(1, 4))
        {
            Group = group,
            SharedBy = sharer is { } friend ? buyers[friend] : null,
        };
        var expected = Model.RefusalOf(purchase, who, Now);
        var (order, refusal) = await ActAsync(() => database.Get<Purchases>().BuyAsync(purchase, Market.Nowhere, default));
        Assert.Equal($"{purchase} {expected}", $"{purchase} {refusal}");
        if (order is { } bought)
        {
            var row = await database.Units.ReadAsync(db => db.Set<Order>().SingleAsync(o => o.Id == bought));
            Model.Bought(purchase, who, sharer, row, Now);
        }
    }

    private async Task OnOrderAsync(OrderAct act)
    {
        if (Model.Orders.Count == 0)
        {
            return;
        }

        // Mostly of those that are open, now and then one that is over.
        var open = Model.Orders.Where(o => !o.Value.IsClosed || random.Next(20) == 0).Select(o => o.Key).ToList();
        if (open.Count == 0)
        {
            return;
        }

        var id = open[random.Next(open.Count)];
        var (key, buyer, orders) = (database.Clock.NewGuid(), buyers[Model.Orders[id].Buyer], database.Get<Fulfilment>());
        var expected = Model.RefusalOf(act, id, Now);
        var (order, refusal) = await ActAsync(() => act switch
        {
            OrderAct.Redeem => orders.RedeemAsync(market.Owner, key, market.Shop, database.Get<Vouchers>().CodeOf(id), default),
            OrderAct.Confirm => orders.ConfirmReceiptAsync(buyer, key, id, default),
            OrderAct.AskBack => orders.RequestRefundAsync(buyer, key, id, "why not", default),
            _ => orders.AnswerRefundAsync(market.Owner, key, id, act == OrderAct.Refund, "so be it", default),
        });
        Assert.Equal($"{act} {Model.Orders[id]} {expected}", $"{act} {Model.Orders[id]} {refusal}");
        if (order is not null)
        {
            Model.Did(act, id, Now);
        }
    }

    /// <summary>Once, several times at once, or again after the process died; what it answers is the same each time.</summary>
    private async Task<(OrderId? Order, string? Refusal)> ActAsync(Func<Task<Answer<OrderId>>> act)
    {
        crash.IsArmed = random.Next(6) == 0;
        try
        {
            return await OnceAsync();
        }
        catch (ProcessDiedException)
        {
            // Nobody knows whether it was committed: the same request is sent again.
            return await OnceAsync();
        }
        finally
        {
            crash.IsArmed = false;
        }

        async Task<(OrderId?, string?)> OnceAsync()
        {
            try
            {
                var answer = await act();
                if (random.Next(3) == 0)
                {
                    var again = await Task.WhenAll(act(), act());
                    Assert.All(again, replay => Assert.Equal((answer.Value, true), (replay.Value, replay.Replayed)));
                    Replayed += 2;
                }

                return (answer.Value, null);
            }
            catch (DomainException refusal)
            {
                Refused++;
                return (null, refusal.Errors[0].Code);
            }
        }
    }
}
