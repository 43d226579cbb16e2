using Graph.Domain.Shared.Texts;
using Graph.Api.Demo;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Deals.Views;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Deals;

/// <summary>
/// Makes twelve merchants in Hangzhou with forty deals of all kinds, orders in every state, and groups that are half
/// full. Most of it happens in the last half hour before the demo begins; what has already ended happened in the days
/// before.
/// </summary>
internal sealed class DealsDemo : IDemoPart
{
    public int Place => 30;

    public Task FillAsync(DemoStage stage) => new DemoMarket(stage.World, stage.People, stage.FriendsOf).OpenAsync();
}

/// <summary>Makes the market of the demo.</summary>
internal sealed class DemoMarket(DemoWorld world, List<Inhabitant> people, ILookup<UserId, UserId> friendsOf)
{
    private static readonly Origin Nowhere = new(null, null);

    private static readonly (string Handle, string Name, MerchantCategory Category, string[] Goods)[] Merchants =
    [
        ("west_lake_noodles", "西湖面馆", MerchantCategory.Food, ["片儿川一碗", "双人套餐", "早餐券", "下午茶"]),
        ("longjing_tea", "龙井茶社", MerchantCategory.Food, ["明前龙井 50 克", "茶席两人", "茶点一份", "茶艺课"]),
        ("wulin_books", "武林书店", MerchantCategory.Retail, ["小说一本", "阅读灯", "笔记本三册", "盲盒书"]),
        ("qiantang_cinema", "钱塘影院", MerchantCategory.Entertainment, ["电影票", "情侣座", "爆米花", "夜场票"]),
        ("xixi_hotel", "西溪小院", MerchantCategory.Travel, ["周末一晚", "早餐两份", "湿地船票", "骑行半天"]),
        ("bright_hair", "明亮理发", MerchantCategory.Services, ["剪发", "烫发", "护理"]),
        ("hefang_fitness", "河坊健身", MerchantCategory.Health, ["周卡", "私教一节", "瑜伽团课"]),
        ("starlight_school", "星光学堂", MerchantCategory.Education, ["钢琴体验课", "书法月课", "编程营"]),
        ("grandma_fruit", "外婆水果", MerchantCategory.Food, ["樱桃一箱", "橙子五斤", "果切"]),
        ("silk_house", "丝绸之家", MerchantCategory.Retail, ["丝巾", "睡衣", "扇子"]),
        ("night_market_snacks", "夜市小吃", MerchantCategory.Food, ["臭豆腐", "葱包桧", "定胜糕"]),
        ("xiao_li_shop", "小李的店", MerchantCategory.PersonalShop, ["手作耳环", "布包"]),
    ];

    private readonly List<UserId> _owners = [];
    private readonly List<(DealId Deal, DealKind Kind, ShopId Shop, int Merchant)> _deals = [];

    public async Task OpenAsync()
    {
        // The first two people own no merchant, because staff may not buy their own merchant's deals.
        foreach (var (index, owner) in people.Skip(2).Where(p => p.Level == RealNameLevel.ClassIII).Take(Merchants.Length).Index())
        {
            await OpenAsync(index, owner.Id);
        }

        await FollowAsync();
        await TradeAsync();
        await ForgetAsync();
    }

    private async Task OpenAsync(int index, UserId owner)
    {
        var (handle, name, category, goods) = Merchants[index];
        var licence = category == MerchantCategory.PersonalShop ? null : Licence.Complete($"91330100{index:D9}");
        var merchant = await world.Get<MerchantRegister>().OpenAsync(new MerchantOpening(owner, name, handle, category, licence));
        await world.Get<MerchantRegister>().UpdateAsync(owner, merchant, null, null, $"{name}，杭州。");
        var shop = await world.Get<MerchantRegister>().AddShopAsync(
            owner, merchant, $"{name}总店", $"杭州市文三路 {(index * 7) + 1} 号", new GeoPoint(30.246 + (index * 0.004), 120.125 + (index % 4 * 0.011)));
        _owners.Add(owner);
        foreach (var (number, title) in goods.Index())
        {
            await SellAsync(index, number, title, owner, merchant, shop);
        }
    }

    private async Task SellAsync(int index, int number, string title, UserId owner, MerchantId merchant, ShopId shop)
    {
        var now = world.Clock.GetUtcNow().UtcDateTime;
        var kind = (DealKind)((index + number) % 3);
        var price = Money.Fen(800 + (index * 310) + (number * 190));
        var deal = await world.Get<Offers>().DraftAsync(owner, new DealTerms(merchant, title, kind, price, Money.Fen(price.MinorUnits * 3 / 2), 30)
        {
            Description = $"{title}，限时优惠。",
            PerUserLimit = 3,
            ShareReward = number % 2 == 0 ? Money.Fen(100) : null,
            Group = kind == DealKind.GroupBuy ? new GroupTerms(4, Money.Fen(price.MinorUnits * 4 / 5), 48) : null,
            StartsAt = now.AddDays(-1),
            EndsAt = now.AddDays(20 + index),
            Shops = kind == DealKind.Discount && number % 2 == 1 ? [] : [shop],
        });

        // Some deals stay drafts, some are paused again, and the rest is on sale.
        if (number < 3 || index % 2 == 0)
        {
            await world.Get<Offers>().PublishAsync(owner, deal);
            _deals.Add((deal, kind, shop, index));
        }

        if (number == 2 && index % 5 == 0)
        {
            await world.Get<Offers>().PauseAsync(owner, deal);
            _deals.RemoveAt(_deals.Count - 1);
        }
    }

    private async Task FollowAsync()
    {
        var merchants = await world.Units.ReadAsync(db => Task.FromResult(db.Set<Merchant>().OrderBy(m => m.Handle).Select(m => m.Id).ToList()));
        foreach (var (place, person) in people.Take(30).Index())
        {
            await world.Get<MerchantRegister>().FollowAsync(person.Id, merchants[place % merchants.Count], follow: true);
        }

        foreach (var merchant in merchants.Take(4))
        {
            await world.Get<MerchantRegister>().FollowAsync(people[0].Id, merchant, follow: true);
        }
    }

    /// <summary>Lets people buy the deals in turn, and takes each order to another status.</summary>
    private async Task TradeAsync()
    {
        var buyers = people.Where(p => p.Level >= RealNameLevel.ClassII && !_owners.Contains(p.Id)).ToList();
        foreach (var (turn, (deal, kind, shop, merchant)) in _deals.Index())
        {
            await world.Get<DealViews>().RecordAsync(buyers[turn % buyers.Count].Id, address: null, [deal]);
            for (var i = 0; i < 2; i++)
            {
                world.Clock.Advance(TimeSpan.FromSeconds(10));
                var buyer = buyers[((turn * 2) + i) % buyers.Count].Id;
                var sharer = i == 1 ? await ShareAsync(deal, buyer) : null;
                if (await BuyAsync(buyer, deal, kind == DealKind.GroupBuy ? new GroupChoice(await OpenGroupAsync(deal)) : null, sharer) is { } order)
                {
                    await GoOnAsync((turn * 2) + i, order, buyer, _owners[merchant], shop, kind);
                }
            }
        }

        await world.Get<DealViewWriter>().WriteAsync();
    }

    /// <summary>Makes a voucher that is not used in time.</summary>
    private async Task ForgetAsync()
    {
        var now = world.Clock.GetUtcNow().UtcDateTime;
        var (_, _, shop, merchant) = _deals[0];
        var id = await world.Units.ReadAsync(db => Task.FromResult(db.Set<Shop>().Where(s => s.Id == shop).Select(s => s.MerchantId).Single()));
        var deal = await world.Get<Offers>().DraftAsync(_owners[merchant], new DealTerms(id, "今日早餐", DealKind.Voucher, Money.Yuan(5), Money.Yuan(8), 20)
        {
            StartsAt = now.AddHours(-1),
            EndsAt = now.AddMinutes(2),
            Shops = [shop],
        });
        await world.Get<Offers>().PublishAsync(_owners[merchant], deal);
        await BuyAsync(people[0].Id, deal, group: null, sharer: null);
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        await world.Get<DeadlineHost>().MeetAllAsync();
    }

    private async Task<UserId?> ShareAsync(DealId deal, UserId with)
    {
        foreach (var friend in friendsOf[with].Where(f => people.Any(p => p.Id == f && p.Level > RealNameLevel.None)).OrderBy(f => people.FindIndex(p => p.Id == f)))
        {
            await world.Get<Offers>().ShareAsync(friend, deal, [with], "一起吧");
            return friend;
        }

        return null;
    }

    private Task<GroupBuyId?> OpenGroupAsync(DealId deal) => world.Units.ReadAsync(db => Task.FromResult(db.Set<GroupBuy>()
        .Where(g => g.DealId == deal && g.Status == GroupBuyStatus.Open).OrderBy(g => g.CreatedAt).Select(g => (GroupBuyId?)g.Id).FirstOrDefault()));

    /// <summary>
    /// Buys a deal. Returns null when the buyer may not, for example because of a limit or too little money.
    /// </summary>
    private async Task<OrderId?> BuyAsync(UserId buyer, DealId deal, GroupChoice? group, UserId? sharer)
    {
        try
        {
            var purchase = new Purchase(buyer, world.Clock.NewGuid(), deal, 1) { Group = group, SharedBy = sharer };
            return (await world.Get<Purchases>().BuyAsync(purchase, Nowhere, default)).Value;
        }
        catch (DomainException)
        {
            return null;
        }
    }

    private async Task GoOnAsync(int way, OrderId order, UserId buyer, UserId owner, ShopId shop, DealKind kind)
    {
        var orders = world.Get<Fulfilment>();
        if (kind == DealKind.GroupBuy)
        {
            return;
        }

        var isVoucher = await world.Units.ReadAsync(db => Task.FromResult(db.Set<Order>().Single(o => o.Id == order).IsVoucher));
        switch (way % 5)
        {
            case 0 or 1 when isVoucher:
                await orders.RedeemAsync(owner, world.Clock.NewGuid(), shop, world.Get<Vouchers>().CodeOf(order), default);
                break;
            case 0 or 1:
                await orders.ConfirmReceiptAsync(buyer, world.Clock.NewGuid(), order, default);
                break;
            case 2:
                await orders.RequestRefundAsync(buyer, world.Clock.NewGuid(), order, "买错了", default);
                break;
            case 3:
                await orders.RequestRefundAsync(buyer, world.Clock.NewGuid(), order, "不需要了", default);
                await orders.AnswerRefundAsync(owner, world.Clock.NewGuid(), order, way % 2 == 1, "好的", default);
                break;
            default:
                break;
        }
    }
}
