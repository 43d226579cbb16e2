using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Api.Tests.Users.Accounts;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Deals;

/// <summary>What merchants, their staff and their shops are refused for.</summary>
public sealed class MerchantErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("openMerchant", "ValidationError", stage => OpenAsync(stage, "no handle!")),
        new("openMerchant", "HandleTakenError", async stage => await OpenAsync(stage, (await stage.Shop).Handle)),
        new("openMerchant", "MerchantLimitError", async stage =>
        {
            Assert.Null((await OpenAsync(stage, DealActs.NextHandle()))["errors"]);
            return await OpenAsync(stage, DealActs.NextHandle());
        }),
        new("updateMerchant", "ValidationError", async stage =>
            await OfOwnerAsync(
                stage, "updateMerchant", new { merchant = (await stage.Shop).Merchant, displayName = "" })),
        new("updateMerchant", "NotFoundError", stage =>
            OfOwnerAsync(stage, "updateMerchant", new { merchant = Unknown("Merchant"), about = "A" })),

        new("addMerchantStaff", "NotFoundError", stage => StaffAsync(stage, "addMerchantStaff", Unknown("User"))),
        new("addMerchantStaff", "NotFriendsError", async stage =>
            await StaffAsync(stage, "addMerchantStaff", (await stage.Stranger).Id)),
        new("addMerchantStaff", "OwnerOnlyError", async stage =>
            await StaffAsync(stage, "addMerchantStaff", (await stage.Someone).Id, await stage.Staff)),
        new("addMerchantStaff", "MerchantLimitError", AddOneTooManyAsync),
        new("removeMerchantStaff", "NotFoundError", async stage => await OfOwnerAsync(
            stage, "removeMerchantStaff", new { merchant = Unknown("Merchant"), user = (await stage.Staff).Id })),
        new("removeMerchantStaff", "OwnerOnlyError", async stage =>
            await StaffAsync(stage, "removeMerchantStaff", (await stage.Shop).Owner.Id, await stage.Staff)),
        .. new[] { "addMerchantStaff" }.SelectMany(field => new Provocation[]
        {
            new(field, "AccountFrozenError", async stage =>
            {
                var (shop, friend) = await EmployerAsync(stage);
                Assert.Null((await shop.Owner.FreezeAsync())["errors"]);
                return await shop.Owner.TryAsync(field, new { merchant = shop.Merchant, user = friend.Id });
            }),
            new(field, "AccountRestrictedError", async stage =>
            {
                var (shop, friend) = await EmployerAsync(stage);
                await AccountErrorTests.RestrictAsync(stage, shop.Owner);
                return await shop.Owner.TryAsync(field, new { merchant = shop.Merchant, user = friend.Id });
            }),
        }),

        new("addShop", "ValidationError", async stage =>
            await OfOwnerAsync(stage, "addShop", Place((await stage.Shop).Merchant, latitude: 91))),
        new("addShop", "NotFoundError", stage => OfOwnerAsync(stage, "addShop", Place(Unknown("Merchant")))),
        new("addShop", "MerchantLimitError", async stage =>
        {
            var shop = await stage.OpenShopAsync();
            var (register, owner) = (stage.Services.GetRequiredService<MerchantRegister>(), To<UserId>(shop.Owner.Id));
            for (var i = 1; i < Shop.MaxPerMerchant; i++)
            {
                await register.AddShopAsync(owner, To<MerchantId>(shop.Merchant), $"{i}", "A", new GeoPoint(30, 120));
            }

            return await shop.Owner.TryAsync("addShop", Place(shop.Merchant));
        }),

        new("followMerchant", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("followMerchant", new { merchant = Unknown("Merchant") })),
        new("unfollowMerchant", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("unfollowMerchant", new { merchant = Unknown("Merchant") })),

        new("withdrawSettlement", "ValidationError", async stage => await PayOutAsync(await stage.Shop, "0")),
        new("withdrawSettlement", "NotFoundError", async stage =>
            await PayOutAsync((await stage.Shop) with { Merchant = Unknown("Merchant") }, "1")),
        new("withdrawSettlement", "OwnerOnlyError", async stage =>
            await PayOutAsync((await stage.Shop) with { Owner = await stage.Staff }, "1")),
        new("withdrawSettlement", "InsufficientFundsError", async stage =>
            await PayOutAsync(await stage.Shop, "90000")),
        new("withdrawSettlement", "NoBankCardError", async stage =>
        {
            var shop = await stage.OpenShopAsync();
            await stage.RevokeAsync(shop.Owner, EvidenceKind.BankCard);
            return await PayOutAsync(shop, "1");
        }),
        new("withdrawSettlement", "AccountRestrictedError", async stage =>
        {
            var shop = await stage.OpenShopAsync();
            await AccountErrorTests.RestrictAsync(stage, shop.Owner);
            return await PayOutAsync(shop, "1");
        }),
        new("withdrawSettlement", "AccountFrozenError", async stage =>
        {
            var shop = await stage.OpenShopAsync();
            await PaymentErrorTests.FreezeBeforeAsync(stage, shop.Owner);
            return await PayOutAsync(shop, "1");
        }),
        new("withdrawSettlement", "BankCardTooNewError", async stage =>
        {
            var shop = await stage.OpenShopAsync();
            await PaymentErrorTests.MakeNewAsync(stage, shop.Owner);
            return await PayOutAsync(shop, "1");
        }),
        new("withdrawSettlement", "BankDeclinedError", async stage =>
        {
            var shop = await stage.OpenShopAsync();
            var order = await stage.SentOrderAsync(shop);
            Assert.Null((await (await stage.Someone).ConfirmAsync(order))["errors"]);
            await shop.Owner.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber("622203"), password = Somebody.Password } });
            var cards = await shop.Owner.DataAsync("{ viewer { bankCards { id isDefault } } }");
            var declining = cards["viewer"]!["bankCards"]!.AsArray().Single(card => !(bool)card!["isDefault"]!)!["id"];
            Assert.Null((await shop.Owner.TryAsync("setDefaultBankCard", new { bankCard = (string)declining! }))["errors"]);
            return await PayOutAsync(shop, "1");
        }),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    /// <summary>A second personal shop of one person is one too many.</summary>
    private static async Task<JsonNode> OpenAsync(Stage stage, string handle) =>
        await OfOwnerAsync(stage, "openMerchant", new { displayName = "A", handle, category = "PERSONAL_SHOP" });

    private static async Task<JsonNode> OfOwnerAsync(Stage stage, string mutation, object input) =>
        await (await stage.Shop).Owner.TryAsync(mutation, input);

    private static async Task<JsonNode> StaffAsync(Stage stage, string mutation, string user, Somebody? by = null)
    {
        var shop = await stage.Shop;
        return await (by ?? shop.Owner).TryAsync(mutation, new { merchant = shop.Merchant, user });
    }

    private static async Task<(OpenShop Shop, Somebody Friend)> EmployerAsync(Stage stage)
    {
        var (shop, friend) = (await stage.OpenShopAsync(), await stage.SignUpAsync());
        await friend.BefriendAsync(shop.Owner);
        return (shop, friend);
    }

    private static async Task<JsonNode> AddOneTooManyAsync(Stage stage)
    {
        var (shop, friend) = (await stage.OpenShopAsync(), await stage.SignUpAsync());
        await friend.BefriendAsync(shop.Owner);
        var merchant = To<MerchantId>(shop.Merchant);
        await stage.EmployAsync(Merchant.MaxStaff - 1, async db => (await db.Set<Merchant>().SingleAsync(m => m.Id == merchant)).SettlementId);
        return await shop.Owner.TryAsync("addMerchantStaff", new { merchant = shop.Merchant, user = friend.Id });
    }

    private static object Place(string merchant, double latitude = 30) =>
        new { merchant, name = "A", address = "A", latitude, longitude = 120.0 };

    private static Task<JsonNode> PayOutAsync(OpenShop shop, string amount) =>
        shop.Owner.TryOnceAsync("withdrawSettlement", new { merchant = shop.Merchant, amount = Yuan(amount) });
}
