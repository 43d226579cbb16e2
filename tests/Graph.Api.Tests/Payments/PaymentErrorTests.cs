using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Api.Tests.Users.Accounts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Payments;

/// <summary>What transfers, and what goes to the bank and comes from there, are refused for.</summary>
public sealed class PaymentErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("transfer", "ValidationError", async stage => await SendAsync(stage, to: await stage.Someone)),
        new("transfer", "NotFoundError", async stage => await (await stage.Someone).TryOnceAsync(
            "transfer", new { to = Unknown("User"), amount = Yuan("1") })),
        new("transfer", "NotFriendsError", async stage => await SendAsync(stage, to: await stage.Stranger)),
        new("transfer", "PayeeNameMismatchError", async stage =>
            await SendAsync(stage, to: await stage.Stranger, payeeName: "王大明")),
        new("transfer", "PayeeCannotReceiveError", async stage =>
            await SendAsync(stage, to: await stage.FriendAsync(RealNameLevel.None))),
        new("transfer", "AccountFrozenError", async stage =>
            await SendAsync(stage, from: await stage.Frozen, to: await stage.Someone)),
        new("transfer", "InsufficientFundsError", async stage =>
            await SendAsync(stage, "900", from: await stage.Friend, to: await stage.Someone)),
        new("transfer", "PaymentPinRequiredError", async stage =>
            await SendAsync(stage, "1000.01", from: await stage.RichAsync(), to: await stage.Someone)),
        new("transfer", "AccountRestrictedError", async stage => await SendAsync(
            stage, from: await AccountErrorTests.YoungAsync(stage, await stage.FriendAsync()), to: await stage.Someone, paymentPin: Somebody.Pin)),
        new("transfer", "WrongPaymentPinError", stage => SendAsync(stage, paymentPin: "000001")),

        new("cancelTransfer", "NotFoundError", async stage =>
            await (await stage.Someone).TryOnceAsync("cancelTransfer", new { transaction = Unknown("Transaction") })),
        new("cancelTransfer", "TransactionClosedError", async stage =>
        {
            var sent = await (await stage.Someone).TransferAsync(await stage.Friend, "0.01");
            return await (await stage.Someone).TryOnceAsync("cancelTransfer", new { transaction = sent.Id() });
        }),

        new("reverseTransaction", "ValidationError", stage => ReverseAsync(stage, Unknown("Transaction"), reason: " ")),
        new("reverseTransaction", "NotFoundError", stage => ReverseAsync(stage, Unknown("Transaction"))),
        new("reverseTransaction", "OwnPaymentError", async stage =>
        {
            var (admin, payer) = (await stage.AdminAsync(), await stage.Someone);
            await admin.SubmitAsync(new { idCard = new { fullName = "王小明", idNumber = People.NextIdNumber() } });
            await admin.BefriendAsync(payer);
            var transaction = (await payer.TransferAsync(admin, "0.01")).Id();
            return await admin.TryOnceAsync("reverseTransaction", new { transaction, reason = "mine" });
        }),
        new("reverseTransaction", "NotReversibleError", async stage =>
            await ReverseAsync(stage, (await (await stage.Someone).TopUpAsync("0.01")).Id())),
        new("reverseTransaction", "AlreadyReversedError", async stage =>
        {
            var sent = (await (await stage.Someone).TransferAsync(await stage.Friend, "0.01")).Id();
            Assert.Null((await ReverseAsync(stage, sent))["errors"]);
            return await ReverseAsync(stage, sent);
        }),
        new("reverseTransaction", "ReversalNotCoveredError", async stage =>
        {
            var payee = await stage.FriendAsync();
            var sent = (await (await stage.Someone).TransferAsync(payee, "0.05")).Id();
            Assert.Null((await payee.TransferAsync(await stage.Someone, "0.05"))["errors"]);
            return await ReverseAsync(stage, sent);
        }),

        new("topUp", "ValidationError", stage => BankAsync(stage, "topUp", "0")),
        new("topUp", "NotFoundError", stage => BankAsync(stage, "topUp", "1", card: Unknown("BankCard"))),
        new("topUp", "BankDeclinedError", async stage =>
            await BankAsync(stage, "topUp", "1", who: await stage.PersonAsync(bin: "622203"))),

        new("withdraw", "ValidationError", stage => BankAsync(stage, "withdraw", "0")),
        new("withdraw", "NotFoundError", stage => BankAsync(stage, "withdraw", "1", card: Unknown("BankCard"))),
        new("withdraw", "InsufficientFundsError", stage => BankAsync(stage, "withdraw", "90000")),
        new("withdraw", "PaymentPinRequiredError", async stage =>
            await BankAsync(stage, "withdraw", "1", who: await AccountErrorTests.RestrictedAsync(stage))),
        new("withdraw", "AccountRestrictedError", async stage =>
        {
            var person = await AccountErrorTests.RestrictedAsync(stage);
            await stage.ChangeAsync(db => db.Set<User>().Where(u => u.Id == person.UserId)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.PaymentPinHash, (byte[]?)null)));
            return await BankAsync(stage, "withdraw", "1", who: person);
        }),
        new("withdraw", "AccountFrozenError", async stage =>
        {
            var person = await stage.FriendAsync();
            await FreezeBeforeAsync(stage, person);
            return await BankAsync(stage, "withdraw", "1", who: person);
        }),
        new("withdraw", "WrongPaymentPinError", stage => BankAsync(stage, "withdraw", "1", paymentPin: "000001")),
        new("withdraw", "BankCardTooNewError", async stage =>
        {
            var person = await stage.FriendAsync();
            await MakeNewAsync(stage, person);
            return await BankAsync(stage, "withdraw", "1", who: person);
        }),
        new("withdraw", "BankDeclinedError", async stage =>
        {
            var refused = await stage.FriendAsync(bin: "622203");
            Assert.Null((await (await stage.Someone).TransferAsync(refused, "0.05"))["errors"]);
            return await BankAsync(stage, "withdraw", "0.05", who: refused);
        }),
    ];

    /// <summary>Makes it look as if the person's only card had been added a moment ago.</summary>
    internal static Task MakeNewAsync(Stage stage, Somebody person) => stage.ChangeAsync(db => db.Set<BankCard>()
        .Where(c => c.UserId == person.UserId)
        .ExecuteUpdateAsync(set => set.SetProperty(c => c.WithdrawableFrom, DateTime.UtcNow.AddDays(1))));

    /// <summary>Makes it look as if the account had been frozen before its cards were added.</summary>
    internal static Task FreezeBeforeAsync(Stage stage, Somebody person) => stage.ChangeAsync(db => db.Set<User>()
        .Where(u => u.Id == person.UserId)
        .ExecuteUpdateAsync(set => set.SetProperty(u => u.FrozenAt, DateTime.UnixEpoch)));

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    /// <summary>From someone to their friend, unless said otherwise.</summary>
    private static async Task<JsonNode> SendAsync(
        Stage stage,
        string amount = "1",
        Somebody? from = null,
        Somebody? to = null,
        string? paymentPin = null,
        string? payeeName = null) => await (from ?? await stage.Someone).TryOnceAsync(
            "transfer",
            new { to = (to ?? await stage.Friend).Id, amount = Yuan(amount), paymentPin, payeeName });

    private static async Task<JsonNode> ReverseAsync(Stage stage, string transaction, string reason = "a mistake") =>
        await (await stage.AdminAsync()).TryOnceAsync("reverseTransaction", new { transaction, reason });

    private static async Task<JsonNode> BankAsync(
        Stage stage,
        string mutation,
        string amount,
        Somebody? who = null,
        string? card = null,
        string? paymentPin = null)
    {
        who ??= await stage.Someone;
        var (money, bankCard) = (Yuan(amount), card ?? who.CardId);
        return await who.TryOnceAsync(
            mutation,
            mutation == "topUp" ? new { amount = money, bankCard } : new { amount = money, bankCard, paymentPin });
    }
}
