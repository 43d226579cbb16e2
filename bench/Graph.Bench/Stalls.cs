using Graph.Domain.Shared.Texts;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Bench;

/// <summary>Merchants with shops around one place and many deals: what strangers look at.</summary>
internal static class Stalls
{
    private const int Merchants = 100;
    private const int DealsOfEach = 10;

    /// <summary>The global ids of a hundred of the deals.</summary>
    public static async Task<IReadOnlyList<string>> OpenAsync(IServiceProvider services, IReadOnlyList<UserId> people)
    {
        var (register, offers) = (services.GetRequiredService<MerchantRegister>(), services.GetRequiredService<Offers>());
        var random = new Random(3);
        var units = services.GetRequiredService<Units>();
        var deals = new List<string>();
        for (var i = 0; i < Merchants; i++)
        {
            var owner = people[i / Merchant.MaxPerPerson];
            var merchant = await register.OpenAsync(new MerchantOpening(
                owner, $"Stall {i}", $"stall_{i}", MerchantCategory.Food, Licence.Complete($"91310000{2 + i:D9}")));
            var shop = await register.AddShopAsync(
                owner, merchant, "Stall", "Lake", new GeoPoint(30.2 + (random.NextDouble() / 10), 120.1 + (random.NextDouble() / 10)));
            for (var j = 0; j < DealsOfEach; j++)
            {
                var deal = await offers.DraftAsync(owner, new DealTerms(
                    merchant, $"Noodles {i} {j}", DealKind.Voucher, Money.Fen(100 + j), Money.Fen(1_000), 100)
                {
                    StartsAt = DateTime.UtcNow.AddMinutes(-1),
                    EndsAt = DateTime.UtcNow.AddDays(1),
                    Shops = [shop],
                });
                if (j == 0)
                {
                    deals.Add(GlobalId.Of(deal).ToString());
                }
            }
        }

        // Published without announcements, which nobody here reads.
        await units.WriteAsync(db => db.Set<Deal>().Where(d => d.PublishedAt == null).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.Status, DealStatus.Live)
            .SetProperty(d => d.PublishedAt, DateTime.UtcNow)));
        return deals;
    }
}
