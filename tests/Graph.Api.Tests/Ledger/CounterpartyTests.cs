using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Ledger;

/// <summary>A wallet's transactions, filtered by who is on the other side: a person or a merchant.</summary>
public sealed class CounterpartyTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private const string Query =
        "query($where: TransactionFilterInput) { viewer { wallet { transactions(where: $where) { totalCount nodes { kind } } } } }";

    [Fact]
    public async Task People_and_merchants_are_found_alike_and_left_out_alike()
    {
        var (buyer, friend) = (await server.BuyerAsync(), await server.PersonAsync());
        var (shop, other) = (await server.OpenShopAsync(), await server.OpenShopAsync());
        await buyer.BefriendAsync(friend);
        await buyer.TransferAsync(friend, "1");
        await buyer.BuyAsync(await shop.SellAsync(server.Clock.GetUtcNow()));

        // The top-up came from a bank, which is neither.
        Assert.Equal(["PURCHASE", "TRANSFER", "TOP_UP"], await KindsAsync(new { }));
        Assert.Equal(["PURCHASE"], await KindsAsync(new { eq = shop.Merchant }));
        Assert.Equal(["TRANSFER"], await KindsAsync(new { eq = friend.Id }));
        Assert.Equal(["PURCHASE", "TRANSFER"], await KindsAsync(new { @in = new[] { friend.Id, shop.Merchant } }));
        Assert.Equal(["TRANSFER", "TOP_UP"], await KindsAsync(new { neq = shop.Merchant }));
        Assert.Equal(["TOP_UP"], await KindsAsync(new { nin = new[] { friend.Id, shop.Merchant } }));
        Assert.Empty(await KindsAsync(new { eq = other.Merchant }));
        Assert.Empty(await KindsAsync(new { eq = "nobody" }));

        async Task<List<string>> KindsAsync(object counterparty)
        {
            var data = await buyer.DataAsync(Query, new { where = new { counterparty } });
            var list = data["viewer"]!["wallet"]!["transactions"]!;
            var kinds = list["nodes"]!.AsArray().Select(node => (string)node!["kind"]!).ToList();
            Assert.Equal(kinds.Count, (int)list["totalCount"]!);
            return kinds;
        }
    }
}
