using System.Text.Json.Nodes;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Errors;

/// <summary>Which of the input's IDs an error is about.</summary>
public sealed class ErrorPathTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task An_error_about_one_of_many_ids_says_which()
    {
        var (payer, friend, stranger) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(friend);
        Assert.Equal(["to"], Path("NOT_FRIENDS", await TryAsync(payer, "transfer", new { idempotencyKey = Key, to = stranger.Id, amount = Yuan })));
        Assert.Equal(["to"], Path("NOT_FOUND", await TryAsync(payer, "transfer", new { idempotencyKey = Key, to = "nobody", amount = Yuan })));
        Assert.Equal(["payer"], Path("NOT_FRIENDS", await TryAsync(payer, "requestPayment", new { idempotencyKey = Key, payer = stranger.Id, amount = Yuan })));

        Assert.Equal(["shares", "2", "user"], Path("NOT_FRIENDS", await SplitAsync(payer.Id, friend.Id, stranger.Id)));
        Assert.Equal(["shares", "1", "user"], Path("NOT_FOUND", await SplitAsync(stranger.Id, "nobody", payer.Id)));

        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(server.Clock.GetUtcNow());
        Assert.Equal(["friends", "1"], Path("NOT_FRIENDS", await TryAsync(payer, "shareDeal", new { deal, friends = new[] { friend.Id, stranger.Id } })));
        Assert.Equal(["deal"], Path("NOT_FOUND", await TryAsync(payer, "shareDeal", new { deal = "none", friends = new[] { friend.Id } })));
        Assert.Equal(["shop"], Path("NOT_FOUND", await TryAsync(shop.Owner, "redeemVoucher", new { idempotencyKey = Key, shop = "none", voucherCode = "x" })));
        Assert.Equal(["merchant"], Path("NOT_FOUND", await TryAsync(shop.Owner, "updateMerchant", new { merchant = "none", about = "x" })));

        Task<JsonNode> SplitAsync(params string[] users) => TryAsync(
            payer, "splitBill", new { idempotencyKey = Key, title = "tea", total = Yuan, shares = users.Select(user => new { user }) });
    }

    private static Guid Key => Guid.CreateVersion7();

    private static object Yuan => new { amount = "1" };

    private static Task<JsonNode> TryAsync(Somebody person, string mutation, object input)
    {
        var friends = mutation is "redeemVoucher" or "updateMerchant" ? "" : "... on NotFriendsError { path }";
        return person.DoAsync(
            $$"""
            mutation($input: {{char.ToUpperInvariant(mutation[0])}}{{mutation[1..]}}Input!) { {{mutation}}(input: $input) {
              errors { ... on Error { code } ... on NotFoundError { path } {{friends}} } } }
            """,
            input);
    }

    private static string[] Path(string code, JsonNode payload)
    {
        var error = Assert.Single(payload["errors"]!.AsArray())!;
        Assert.Equal(code, (string)error["code"]!);
        return [.. error["path"]!.AsArray().Select(part => (string)part!)];
    }
}
