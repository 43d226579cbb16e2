using Graph.Api.Tests.Hosting;
using Graph.Domain.Deals.Views;
using Microsoft.Extensions.DependencyInjection;
using Graph.Api.Tests.Payments;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Deals;

public sealed class DealListTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private DateTimeOffset Now => server.Clock.GetUtcNow();

    [Fact]
    public async Task Callers_who_are_not_signed_in_see_that_no_friend_of_theirs_has_bought()
    {
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(Now);
        var buyer = await server.BuyerAsync();
        Assert.Null((await buyer.BuyAsync(deal))["errors"]);
        const string Bought =
            """
            query($id: ID!) { node(id: $id) { ... on Deal { friendsWhoBought { totalCount nodes { id } edges { node { id } } }
              merchant { friendsWhoBought { totalCount nodes { id } edges { node { id } } } } } } }
            """;
        var seen = (await server.Client().DataAsync(Bought, new { id = deal }))["node"]!;
        foreach (var list in new[] { seen["friendsWhoBought"]!, seen["merchant"]!["friendsWhoBought"]! })
        {
            Assert.Equal("""{"totalCount":0,"nodes":[],"edges":[]}""", list.ToJsonString());
        }
    }

    [Fact]
    public async Task Near_me_is_the_nearest_first_across_the_date_line_and_pages_hold_while_rows_come_and_go()
    {
        var shop = await server.OpenShopAsync(latitude: 10, longitude: 179.99);
        var beyond = (string)(await shop.Owner.AddShopAsync(shop.Merchant, 10, -179.995))["shop"]!["id"]!;
        var far = (string)(await shop.Owner.AddShopAsync(shop.Merchant, 10.5, 179.99))["shop"]!["id"]!;
        var here = await shop.SellAsync(Now, new { title = "here" });
        var across = await shop.SellAsync(Now, new { title = "across", shops = new[] { beyond } });
        await shop.SellAsync(Now, new { title = "far", shops = new[] { far } });
        var both = await shop.SellAsync(Now, new { title = "both", shops = new[] { shop.Shop, beyond } });
        const string Query = "query($after: String, $radius: Int!) { deals(near: { latitude: 10, longitude: 179.999, radiusMeters: $radius }, first: 2, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { id title nearestShop(to: { latitude: 10, longitude: 179.999 }) { distanceMeters(from: { latitude: 10, longitude: 179.999 }) } } } }";
        var first = (await server.Client().DataAsync(Query, new { radius = 3000 }))["deals"]!;
        Assert.Equal(3, (int)first["totalCount"]!);
        Assert.Equal(new[] { across, both }.Order(), first["nodes"]!.AsArray().Select(n => (string)n!["id"]!).Order());
        Assert.All(first["nodes"]!.AsArray(), node => Assert.InRange((int)node!["nearestShop"]!["distanceMeters"]!, 600, 800));

        // A nearer one comes in between; the next page goes on where the first one ended.
        var nearer = (string)(await shop.Owner.AddShopAsync(shop.Merchant, 10, 179.9995))["shop"]!["id"]!;
        await shop.SellAsync(Now, new { title = "nearer", shops = new[] { nearer } });
        var second = (await server.Client().DataAsync(Query, new { radius = 3000, after = (string)first["pageInfo"]!["endCursor"]! }))["deals"]!;
        Assert.Equal(here, (string)Assert.Single(second["nodes"]!.AsArray())!["id"]!);
        var other = await server.Client().AskAsync(Query, new { radius = 2999, after = (string)first["pageInfo"]!["endCursor"]! });
        Assert.Equal("BAD_USER_INPUT", (string)other.Errors![0]!["extensions"]!["code"]!);
        var merchants = await server.Client().DataAsync("{ merchants(where: { near: { latitude: 10, longitude: 180, radiusMeters: 2000 } }) { nodes { handle } } }");
        Assert.Equal(shop.Handle, (string)Assert.Single(merchants["merchants"]!["nodes"]!.AsArray())!["handle"]!);
    }

    [Theory]
    [InlineData("near: { latitude: 90.1, longitude: 0 }")]
    [InlineData("near: { latitude: 0, longitude: -180.1 }")]
    [InlineData("near: { latitude: 0, longitude: 0, radiusMeters: 0 }")]
    [InlineData("near: { latitude: 0, longitude: 0, radiusMeters: 100001 }")]
    [InlineData("order: { distance: ASC }")]
    [InlineData("order: { price: ASC, endsAt: ASC }")]
    [InlineData("where: { discount: { gt: \"1.5\" } }")]
    public async Task What_cannot_be_asked_is_refused(string arguments)
    {
        var reply = await server.Client().AskAsync($"{{ deals({arguments}) {{ nodes {{ id }} }} }}");
        Assert.Equal("BAD_USER_INPUT", (string)reply.Errors![0]!["extensions"]!["code"]!);
    }

    [Fact]
    public async Task Filters_and_orders()
    {
        var (food, retail) = (await server.OpenShopAsync(), await server.OpenShopAsync(category: "RETAIL"));
        var cheap = await food.SellAsync(Now, new { title = "Cheap ABC", price = new { amount = "5" } });
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var dear = await food.SellAsync(Now, new { title = "Dear", price = new { amount = "29" }, endsAt = Now.AddDays(1) });
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var book = await retail.SellAsync(Now, new { title = "Book", kind = "DISCOUNT", requiredLevel = "CLASS_III", startsAt = Now.AddHours(1) });
        var (buyer, friend) = (await server.BuyerAsync(), await server.BuyerAsync());
        await buyer.BefriendAsync(friend);
        await friend.BuyAsync(dear, new { visibility = "FRIENDS" });
        await friend.BuyAsync(cheap, new { visibility = "PARTIES" });
        string[] all = [cheap, dear, book];
        Assert.Equal([cheap], await ListAsync("where: { search: \"abc\" }"));
        Assert.Equal([book], await ListAsync("where: { category: { eq: RETAIL } }"));
        Assert.Equal([book], await ListAsync("where: { kind: { eq: DISCOUNT } }"));
        Assert.Equal([dear], await ListAsync("where: { price: { gt: \"20\" } }"));
        Assert.Equal([cheap], await ListAsync("where: { discount: { gte: \"0.8\" } }"));
        Assert.Equal([book], await ListAsync($"where: {{ merchant: {{ eq: \"{retail.Merchant}\" }} }}"));
        Assert.Equal([book], await ListAsync("where: { requiredLevel: { eq: CLASS_III } }"));
        Assert.Equal([dear], await ListAsync("where: { friendsBought: true }"));
        Assert.Equal([book], await ListAsync("where: { open: false }"));
        Assert.Equal([cheap, book, dear], await ListAsync("order: { price: ASC }"));
        Assert.Equal([dear], (await ListAsync("order: { endsAt: ASC }"))[..1]);
        Assert.Equal([cheap, book, dear], await ListAsync("order: { discount: DESC }"));
        Assert.Equal([book], (await ListAsync("order: [{ popularity: ASC }]"))[..1]);
        Assert.Equal([book, dear, cheap], await ListAsync(""));
        var seen = await buyer.DataAsync("query($id: ID!) { node(id: $id) { ... on Deal { friendsWhoBought { totalCount nodes { id } } merchant { friendsWhoBought { nodes { id } } } viewerCanBuy { code } } } }", new { id = dear });
        Assert.Equal(friend.Id, (string)seen["node"]!["friendsWhoBought"]!["nodes"]![0]!["id"]!);
        Assert.Equal(friend.Id, (string)Assert.Single(seen["node"]!["merchant"]!["friendsWhoBought"]!["nodes"]!.AsArray())!["id"]!);

        async Task<List<string>> ListAsync(string arguments)
        {
            var shown = arguments.Length == 0 ? "" : $"({arguments})";
            var data = await buyer.DataAsync($"{{ deals{shown} {{ nodes {{ id }} }} }}");
            return [.. data["deals"]!["nodes"]!.AsArray().Select(node => (string)node!["id"]!).Where(all.Contains)];
        }
    }

    [Fact]
    public async Task The_button_says_why()
    {
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(Now, new { perUserLimit = 1, requiredLevel = "CLASS_II" });
        var later = await shop.SellAsync(Now, new { startsAt = Now.AddHours(1) });
        var (low, buyer) = (await server.PersonAsync(RealNameLevel.ClassI), await server.BuyerAsync());
        Assert.Equal("SIGN_IN", await CodeAsync(server.Client(), deal));
        Assert.Equal("OWN_DEAL", await CodeAsync(shop.Owner.Client, deal));
        Assert.Equal("LEVEL", await CodeAsync(low.Client, deal));
        Assert.Equal("OK", await CodeAsync(buyer.Client, deal));
        Assert.Equal("NOT_STARTED", await CodeAsync(buyer.Client, later));
        await buyer.BuyAsync(deal);
        Assert.Equal("LIMIT_REACHED", await CodeAsync(buyer.Client, deal));
        await shop.Owner.PauseAsync(deal);
        Assert.Equal("PAUSED", await CodeAsync(buyer.Client, deal));
        Assert.Equal("PAUSED", (string)(await buyer.BuyAsync(deal))["errors"]![0]!["reason"]!);
        Assert.Null((await shop.Owner.PublishAsync(deal))["errors"]);

        static async Task<string> CodeAsync(GraphClient caller, string deal) => (string)(await caller.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Deal { viewerCanBuy { code allowed message requiredLevel } } } }", new { id = deal }))["node"]!["viewerCanBuy"]!["code"]!;
    }

    [Fact]
    public async Task Drafts_are_for_the_staff_and_what_is_over_is_not_published()
    {
        var shop = await server.OpenShopAsync();
        var draft = (await shop.CreateDealAsync(Now, new { endsAt = Now.AddMinutes(1) })).Id("deal");
        Assert.Null((await server.Client().DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id = draft }))["node"]);
        Assert.Equal(("DEAL_STATUS", "DRAFT"), ((await shop.Owner.PauseAsync(draft)) is var refused ? refused.CodeOf() : null, (string)refused["errors"]![0]!["status"]!));
        Assert.Equal("NOT_FOUND", (await (await server.BuyerAsync()).BuyAsync(draft)).CodeOf());
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("DEAL_STATUS", (await shop.Owner.PublishAsync(draft)).CodeOf());
        Assert.Equal("VALIDATION", (await shop.CreateDealAsync(Now, new { price = new { amount = "31" } })).CodeOf());
        Assert.Equal("VALIDATION", (await shop.CreateDealAsync(Now, new { shops = Array.Empty<string>() })).CodeOf());
        Assert.Equal("VALIDATION", (await shop.CreateDealAsync(Now, new { shareReward = new { amount = "20" } })).CodeOf());
        var past = await shop.CreateDealAsync(Now, new { endsAt = Now.AddMinutes(-5) });
        Assert.All(past["errors"]!.AsArray(), error => Assert.Equal("endsAt", (string)Assert.Single(error!["path"]!.AsArray())!));
        Assert.Equal("NOT_FOUND", (await shop.CreateDealAsync(Now, new { shops = new[] { "garbage" } })).CodeOf());
    }

    /// <summary>What was counted as it happened is what a look at all orders finds, to the fen.</summary>
    [Fact]
    public async Task Insights_are_what_a_recount_finds()
    {
        var shop = await server.OpenShopAsync();
        var (one, two, sharer) = (await server.BuyerAsync(), await server.BuyerAsync(), await server.PersonAsync());
        await sharer.BefriendAsync(one);
        var noodles = await shop.SellAsync(Now, new { shareReward = new { amount = "0.33" }, perUserLimit = 50, endsAt = Now.AddDays(9) });
        var tea = await shop.SellAsync(Now, new { price = new { amount = "7.77" }, perUserLimit = 50, endsAt = Now.AddDays(9) });
        await sharer.ShareAsync(noodles, one);
        var first = Now;
        for (var day = 0; day < 3; day++)
        {
            var shared = await one.BuyAsync(noodles, new { sharedBy = sharer.Id });
            var plain = await one.BuyAsync(tea, new { quantity = 2 });
            await shop.Owner.RedeemAsync(shop.Shop, (string)shared["order"]!["voucherCode"]!);
            await shop.Owner.RedeemAsync(shop.Shop, (string)plain["order"]!["voucherCode"]!);
            if (day == 1)
            {
                var regretted = (await two.BuyAsync(tea)).Id("order");
                await two.AskBackAsync(regretted);
                await shop.Owner.AnswerRefundAsync(regretted, accept: true);
            }

            var views = await one.DoAsync(
                "mutation($input: RecordDealViewsInput!) { recordDealViews(input: $input) { recorded errors { ... on Error { code } } } }",
                new { deals = new[] { noodles, tea, "garbage" } });
            Assert.Equal(2, (int)views["recorded"]!);
            server.Clock.Advance(TimeSpan.FromDays(1));
            (one, two) = (await server.BackAsync(one), await server.BackAsync(two));
            shop = shop with { Owner = await server.BackAsync(shop.Owner) };
        }

        await server.Services.GetRequiredService<DealViewWriter>().WriteAsync();
        var insights = (await shop.Owner.DataAsync(
            """
            query($handle: String!, $from: Date!, $to: Date!) { merchant(handle: $handle) { insights(from: $from, to: $to) {
              views orders redeemed revenue { amount } discounts { amount } viaFriends shareRate repeatRate
              byDeal { deal { id } views orders redeemed revenue { amount } viaFriends } byDay { date views orders redeemed revenue { amount } } } } }
            """,
            new { handle = shop.Handle, from = DayOf(first), to = DayOf(first.AddDays(2)) }))["merchant"]!["insights"]!;
        Assert.Equal((6, 7, 6, 3), ((int)insights["views"]!, (int)insights["orders"]!, (int)insights["redeemed"]!, (int)insights["viaFriends"]!));

        // Three of 20.00 less 0.33 each, three of twice 7.77; saved: 10.00 and twice 22.23 each.
        Assert.Equal(("105.63", "163.38"), (insights.Amount("revenue"), insights.Amount("discounts")));
        Assert.Equal(("0.4286", "0.5"), ((string)insights["shareRate"]!, (string)insights["repeatRate"]!));
        Assert.Equal("105.63", await shop.SettlementAsync());
        var orders = (await shop.Owner.DataAsync(
            "query($h: String!) { merchant(handle: $h) { orders(first: 100) { nodes { status paid { amount } sharedBy { id } deal { id } createdAt } } } }",
            new { h = shop.Handle }))["merchant"]!["orders"]!["nodes"]!.AsArray();
        foreach (var deal in insights["byDeal"]!.AsArray())
        {
            var own = orders.Where(o => (string)o!["deal"]!["id"]! == (string)deal!["deal"]!["id"]!).ToList();
            var redeemed = own.Where(o => (string)o!["status"]! == "REDEEMED").ToList();
            Assert.Equal((own.Count, redeemed.Count), ((int)deal!["orders"]!, (int)deal["redeemed"]!));
            Assert.Equal(
                redeemed.Sum(o => decimal.Parse(o!.Amount("paid"), System.Globalization.CultureInfo.InvariantCulture) - (o!["sharedBy"] is null ? 0 : 0.33m)),
                decimal.Parse(deal.Amount("revenue"), System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Equal([2, 3, 2], insights["byDay"]!.AsArray().Select(day => (int)day!["orders"]!));
        Assert.Equal(DayOf(first), (string)insights["byDay"]![0]!["date"]!);

        static string DayOf(DateTimeOffset time) => $"{time.ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd}";
    }
}
