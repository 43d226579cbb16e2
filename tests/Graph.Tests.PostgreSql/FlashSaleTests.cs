using System.Collections.Concurrent;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Users.RealNames;
using Graph.Tests.Stores;

namespace Graph.Tests.PostgreSql;

[Collection(nameof(Alone))]
public sealed class FlashSaleTests
{
    private const int Pieces = 100;
    private const int Clients = 64;

    private static readonly int Buyers = Thorough.Race(300, 1_000);

    /// <summary>Many more want one of a hundred pieces at once, now from one node, now from the other.</summary>
    [Fact]
    public async Task A_hundred_pieces_make_a_hundred_orders_and_everybody_else_is_told_so()
    {
        await using var folder = new TemporaryFolder();
        var seeded = await GraphProcess.RunAsync(folder.Path, null, "seed", "--people", $"{Buyers}");
        Assert.True(seeded.ExitCode == 0, seeded.Output);
        await using var one = await GraphProcess.StartAsync(folder.Path);
        await using var two = await GraphProcess.StartAsync(folder.Path);
        var buyers = new Somebody[Buyers];
        await Parallel.ForAsync(0, Buyers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var node = i % 2 == 0 ? one : two;
            var data = await node.Client().DataAsync(
                """
                mutation($phone: String!) { signIn(input: { phone: $phone, password: "demo-Pass-1" }) {
                  viewer { bankCards { id } } tokens { accessToken } errors { __typename } } }
                """,
                new { phone = $"139{i + 1:D8}" },
                CancellationToken.None);
            var signedIn = data["signIn"]!;
            buyers[i] = new Somebody(node.Client((string)signedIn["tokens"]!["accessToken"]!), "", "", "", "")
            {
                CardId = (string)signedIn["viewer"]!["bankCards"]![0]!["id"]!,
            };
            Assert.Null((await buyers[i].TopUpAsync("1"))["errors"]);
        });
        var owner = await one.Client().PersonAsync(RealNameLevel.ClassIII);
        var merchant = (string)(await owner.OpenMerchantAsync())["merchant"]!["id"]!;
        var shop = new OpenShop(owner, merchant, "", (string)(await owner.AddShopAsync(merchant))["shop"]!["id"]!);
        var deal = await shop.SellAsync(DateTimeOffset.UtcNow, new
        {
            price = new { amount = "0.01" },
            stock = Pieces,
            perUserLimit = 1,
        });
        var bought = new ConcurrentBag<string>();
        var refused = new ConcurrentDictionary<string, int>();
        await Parallel.ForAsync(0, Buyers, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (i, _) =>
        {
            var payload = await buyers[i].BuyAsync(deal);
            if (payload.CodeOf() is { } code)
            {
                refused.AddOrUpdate(code, 1, (_, count) => count + 1);
            }
            else
            {
                bought.Add(payload.Id("order"));
            }
        });
        Assert.True(
            bought.Distinct().Count() == Pieces && refused.Count == 1 && refused.GetValueOrDefault("SOLD_OUT") == Buyers - Pieces,
            $"{bought.Count} bought; {string.Join(", ", refused)}");
        await GraphProcess.VerifyAsync(folder.Path);
    }
}
