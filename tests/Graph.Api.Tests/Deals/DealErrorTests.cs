using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Api.Tests.Users.Accounts;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Deals;

/// <summary>What deals are refused for, until somebody buys them.</summary>
public sealed class DealErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("createDeal", "ValidationError", async stage =>
            await CreateAsync(stage, (await stage.Shop).Merchant, title: "")),
        new("createDeal", "NotFoundError", stage => CreateAsync(stage, Unknown("Merchant"))),
        new("recordDealViews", "ValidationError", stage =>
            stage.Client().TryAsync("recordDealViews", new { deals = Array.Empty<string>() })),

        new("publishDeal", "NotFoundError", async stage =>
            await (await stage.Shop).Owner.TryAsync("publishDeal", new { deal = Unknown("Deal") })),
        new("publishDeal", "DealStatusError", async stage =>
        {
            var deal = await DraftAsync(await stage.Shop);
            var (id, past) = (To<DealId>(deal), DateTime.UtcNow.AddDays(-1));
            await stage.ChangeAsync(db => db.Set<Deal>()
                .Where(d => d.Id == id)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(d => d.StartsAt, past.AddDays(-1))
                    .SetProperty(d => d.EndsAt, past)));
            return await (await stage.Shop).Owner.TryAsync("publishDeal", new { deal });
        }),
        new("publishDeal", "AccountFrozenError", async stage =>
        {
            var shop = await stage.OpenShopAsync();
            var deal = await DraftAsync(shop);
            Assert.Null((await shop.Owner.FreezeAsync())["errors"]);
            return await shop.Owner.TryAsync("publishDeal", new { deal });
        }),
        new("publishDeal", "AccountRestrictedError", async stage =>
        {
            var shop = await stage.OpenShopAsync();
            var deal = await DraftAsync(shop);
            await AccountErrorTests.RestrictAsync(stage, shop.Owner);
            return await shop.Owner.TryAsync("publishDeal", new { deal });
        }),
        new("publishDeal", "OwnerLevelError", async stage =>
        {
            var shop = await stage.OpenShopAsync();
            var deal = await DraftAsync(shop);
            await stage.RevokeAsync(shop.Owner, EvidenceKind.Face);
            return await shop.Owner.TryAsync("publishDeal", new { deal });
        }),
        new("publishDeal", "MerchantLimitError", async stage =>
        {
            var shop = await stage.OpenShopAsync(category: "PERSONAL_SHOP");
            for (var i = 0; i < 5; i++)
            {
                await shop.SellAsync(DateTimeOffset.UtcNow);
            }

            return await shop.Owner.TryAsync("publishDeal", new { deal = await DraftAsync(shop) });
        }),

        new("pauseDeal", "NotFoundError", async stage =>
            await (await stage.Shop).Owner.TryAsync("pauseDeal", new { deal = Unknown("Deal") })),
        new("pauseDeal", "DealStatusError", async stage => await (await stage.Shop).Owner.TryAsync(
            "pauseDeal", new { deal = await DraftAsync(await stage.Shop) })),

        new("shareDeal", "ValidationError", async stage => await ShareAsync(stage, await stage.Deal)),
        new("shareDeal", "NotFoundError", async stage => await ShareAsync(stage, Unknown("Deal"), await stage.Friend)),
        new("shareDeal", "NotFriendsError", async stage =>
            await ShareAsync(stage, await stage.Deal, await stage.Stranger)),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    private static async Task<JsonNode> CreateAsync(Stage stage, string merchant, string title = "A") =>
        await (await stage.Shop).Owner.TryAsync("createDeal", new
        {
            merchant,
            title,
            kind = "DISCOUNT",
            price = Yuan("1"),
            listPrice = Yuan("2"),
            stock = 1,
            startsAt = DateTimeOffset.UtcNow,
            endsAt = DateTimeOffset.UtcNow.AddDays(1),
            shops = Array.Empty<string>(),
        });

    private static async Task<string> DraftAsync(OpenShop shop)
    {
        var created = await shop.CreateDealAsync(DateTimeOffset.UtcNow);
        Assert.Null(created["errors"]);
        return created.Id("deal");
    }

    private static async Task<JsonNode> ShareAsync(Stage stage, string deal, params Somebody[] friends) =>
        await (await stage.Someone).TryAsync("shareDeal", new { deal, friends = friends.Select(friend => friend.Id) });
}
