using Graph.Domain.Shared.Texts;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Deals;

/// <summary>A merchant with a shop, and people who buy there.</summary>
internal sealed record Market(TestDatabase Database, UserId Owner, MerchantId Merchant, ShopId Shop)
{
    public static readonly Origin Nowhere = new(null, null);

    public static async Task<Market> OpenAsync(TestDatabase database)
    {
        var owner = await database.PersonAsync(RealNameLevel.ClassIII);
        var number = await database.Units.ReadAsync(db => db.Set<Merchant>().CountAsync()) + 1;
        var merchant = await database.Get<MerchantRegister>().OpenAsync(new MerchantOpening(
            owner, "面馆", $"noodles_{number}", MerchantCategory.Food, Licence.Complete($"91310000{number:D9}")));
        var shop = await database.Get<MerchantRegister>().AddShopAsync(owner, merchant, "西湖店", "文三路 1", new GeoPoint(30.27, 120.15));
        return new Market(database, owner, merchant, shop);
    }

    /// <summary>On sale at once: a voucher of 20.00 instead of 30.00, unless changed.</summary>
    public async Task<DealId> SellAsync(Func<DealTerms, DealTerms>? change = null)
    {
        var now = Database.Clock.GetUtcNow().UtcDateTime;
        var terms = new DealTerms(Merchant, "一碗面", DealKind.Voucher, Money.Yuan(20), Money.Yuan(30), 10)
        {
            StartsAt = now.AddMinutes(-1),
            EndsAt = now.AddDays(3),
            PerUserLimit = 5,
            Shops = [Shop],
        };
        var deal = await Database.Get<Offers>().DraftAsync(Owner, change?.Invoke(terms) ?? terms);
        return await Database.Get<Offers>().PublishAsync(Owner, deal);
    }

    public async Task<UserId> BuyerAsync(long yuan = 100)
    {
        var buyer = await Database.PersonAsync();
        await Database.Get<TopUps>().TopUpAsync(
            new TopUp(buyer, Database.Clock.NewGuid(), Money.Yuan(yuan), await Database.CardOfAsync(buyer)), default);
        return buyer;
    }

    public async Task<OrderId> BuyAsync(UserId buyer, DealId deal, Func<Purchase, Purchase>? change = null)
    {
        var purchase = new Purchase(buyer, Database.Clock.NewGuid(), deal, 1);
        return (await Database.Get<Purchases>().BuyAsync(change?.Invoke(purchase) ?? purchase, Nowhere, default)).Value;
    }

    public async Task<OrderId> RedeemAsync(OrderId order) => (await Database.Get<Fulfilment>().RedeemAsync(
        Owner, Database.Clock.NewGuid(), Shop, Database.Get<Vouchers>().CodeOf(order), default)).Value;
}
