using Graph.Api.Server.Relay;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Deals;

/// <summary>How far deals are, and the stream of those in a circle. Each test has a place of its own.</summary>
public sealed class NearbyTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private const string State = "{ deal { id status remaining } distanceMeters snapshotComplete }";

    private DateTimeOffset Now => server.Clock.GetUtcNow();

    [Fact]
    public async Task Edges_name_the_nearest_shop_and_its_distance_and_nothing_without_a_circle()
    {
        var shop = await server.OpenShopAsync(latitude: -20, longitude: 50);
        var beyond = (string)(await shop.Owner.AddShopAsync(shop.Merchant, -20, 50.02))["shop"]!["id"]!;
        var deal = await shop.SellAsync(Now, new { shops = new[] { shop.Shop, beyond } });
        foreach (var (longitude, nearest) in new[] { (50.001, shop.Shop), (50.019, beyond) })
        {
            // A thousandth of a degree of longitude at this latitude.
            var edge = await EdgeAsync(FormattableString.Invariant($"near: {{ latitude: -20, longitude: {longitude} }}"));
            Assert.Equal((deal, nearest), ((string)edge["node"]!["id"]!, (string?)edge["nearestShop"]?["id"]));
            Assert.InRange((int)edge["distanceMeters"]!, 104, 105);
        }

        var without = await EdgeAsync($"where: {{ merchant: {{ eq: \"{shop.Merchant}\" }} }}");
        Assert.Equal($$$"""{"distanceMeters":null,"nearestShop":null,"node":{"id":"{{{deal}}}"}}""", without.ToJsonString());

        async Task<System.Text.Json.Nodes.JsonNode> EdgeAsync(string arguments)
        {
            var data = await server.Client().DataAsync($"{{ deals({arguments}) {{ edges {{ distanceMeters nearestShop {{ id }} node {{ id }} }} }} }}");
            return Assert.Single(data["deals"]!["edges"]!.AsArray())!;
        }
    }

    [Fact]
    public async Task A_circle_shows_its_deals_and_each_change()
    {
        var shop = await server.OpenShopAsync(latitude: -45, longitude: 10);
        var deal = await shop.SellAsync(Now, new { stock = 2 });
        var buyer = await server.BuyerAsync();
        await using var socket = await Socket.ReadyAsync(server, null);
        await socket.SubscribeAsync("d", $"subscription {{ dealsNearby(near: {{ latitude: -45, longitude: 10, radiusMeters: 500 }}) {State} }}");
        Assert.Equal((deal, "LIVE", 2), await NextAsync(socket));
        await CompleteAsync(socket);
        await buyer.BuyAsync(deal);
        Assert.Equal((deal, "LIVE", 1), await NextAsync(socket));
        var second = await shop.SellAsync(Now, new { stock = 5 });
        Assert.Equal((second, "LIVE", 5), await NextAsync(socket));
        await shop.Owner.PauseAsync(deal);
        Assert.Equal((deal, "PAUSED", 1), await NextAsync(socket));
    }

    [Fact]
    public async Task A_circle_with_a_filter_shows_what_matches_alone()
    {
        var shop = await server.OpenShopAsync(latitude: -45, longitude: 20);
        var old = await shop.SellAsync(Now, new { kind = "DISCOUNT", stock = 1 });
        var voucher = await shop.SellAsync(Now, new { stock = 2 });
        const string Around = "near: { latitude: -45, longitude: 20, radiusMeters: 500 }";
        await using var all = await Socket.ReadyAsync(server, null);
        await using var vouchers = await Socket.ReadyAsync(server, null);
        await vouchers.SubscribeAsync("v", $"subscription {{ dealsNearby({Around}, where: {{ kind: {{ eq: VOUCHER }} }}) {State} }}");
        Assert.Equal((voucher, "LIVE", 2), await NextAsync(vouchers));
        await CompleteAsync(vouchers);
        await all.SubscribeAsync("a", $"subscription {{ dealsNearby({Around}) {State} }}");
        Assert.Equal(new[] { old, voucher }.Order(), new[] { (await NextAsync(all)).Deal, (await NextAsync(all)).Deal }.Order());
        await CompleteAsync(all);

        // The stream without a filter has seen it: the one with a filter would have, too, before what comes next.
        var discount = await shop.SellAsync(Now, new { kind = "DISCOUNT", stock = 3 });
        Assert.Equal((discount, "LIVE", 3), await NextAsync(all));
        await shop.Owner.PauseAsync(voucher);
        Assert.Equal((voucher, "PAUSED", 2), await NextAsync(vouchers));
        var last = await shop.SellAsync(Now, new { stock = 4 });
        Assert.Equal((last, "LIVE", 4), await NextAsync(vouchers));
    }

    private static async Task<(string Deal, string Status, int Remaining)> NextAsync(Socket socket)
    {
        var next = (await socket.NextAsync())["data"]!["dealsNearby"]!;
        Assert.Equal((0, false), ((int)next["distanceMeters"]!, (bool)next["snapshotComplete"]!));
        var deal = next["deal"]!;
        return ((string)deal["id"]!, (string)deal["status"]!, (int)deal["remaining"]!);
    }

    private static async Task CompleteAsync(Socket socket) => Assert.Equal(
        """{"deal":null,"distanceMeters":null,"snapshotComplete":true}""", (await socket.NextAsync())["data"]!["dealsNearby"]!.ToJsonString());

    [Fact]
    public async Task A_circle_tells_how_far_the_nearest_shop_is()
    {
        var shop = await server.OpenShopAsync(latitude: -45, longitude: 30);
        await shop.SellAsync(Now);
        await using var socket = await Socket.ReadyAsync(server, null);
        await socket.SubscribeAsync("d", $"subscription {{ dealsNearby(near: {{ latitude: -45, longitude: 30.001, radiusMeters: 500 }}) {State} }}");

        // A thousandth of a degree of longitude at this latitude.
        Assert.InRange((int)(await socket.NextAsync())["data"]!["dealsNearby"]!["distanceMeters"]!, 78, 79);
    }

    [Fact]
    public async Task What_cannot_be_bought_takes_no_place_from_what_can()
    {
        var (full, beyond) = (await server.OpenShopAsync(latitude: -45, longitude: 40), await server.OpenShopAsync(latitude: -45, longitude: 40.001));
        var offers = server.Services.GetRequiredService<Offers>();
        var merchant = GlobalId.Parse(full.Merchant).To<MerchantId>();
        var (owner, place) = (full.Owner.UserId, GlobalId.Parse(full.Shop).To<ShopId>());
        for (var i = 0; i < 200; i++)
        {
            await offers.PublishAsync(owner, await offers.DraftAsync(owner, new DealTerms(merchant, "一碗面", DealKind.Voucher, Money.Yuan(20), Money.Yuan(30), 1)
            {
                StartsAt = Now.UtcDateTime, EndsAt = Now.UtcDateTime.AddDays(1), PerUserLimit = 1, Shops = [place],
            }));
        }

        await server.Services.GetRequiredService<Units>().WriteAsync(db => db.Set<Deal>().Where(d => d.MerchantId == merchant)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DealStatus.Paused)));
        var deal = await beyond.SellAsync(Now);
        await using var socket = await Socket.ReadyAsync(server, null);
        await socket.SubscribeAsync("d", $"subscription {{ dealsNearby(near: {{ latitude: -45, longitude: 40, radiusMeters: 500 }}) {State} }}");
        Assert.Equal(deal, (string)(await socket.NextAsync())["data"]!["dealsNearby"]!["deal"]!["id"]!);
        await CompleteAsync(socket);
    }

    [Theory]
    [InlineData(60, "")]
    [InlineData(70, ", where: { open: true }")]
    public async Task A_deal_that_begins_later_comes_when_it_begins(int longitude, string where)
    {
        var shop = await server.OpenShopAsync(latitude: -45, longitude: longitude);
        var deal = await shop.SellAsync(Now, new { startsAt = Now.AddHours(2), stock = 3 });
        await using var socket = await Socket.ReadyAsync(server, null);
        await socket.SubscribeAsync(
            "d", $"subscription {{ dealsNearby(near: {{ latitude: -45, longitude: {longitude}, radiusMeters: 500 }}{where}) {State} }}");
        await CompleteAsync(socket);
        var begun = NextAsync(socket);
        server.Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromMinutes(1));
        await server.PassAsync(TimeSpan.FromMinutes(1), () => Task.FromResult(begun.IsCompleted));
        Assert.Equal((deal, "LIVE", 3), await begun);
    }
}
