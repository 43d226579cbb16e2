using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Api.Tests.Users.Accounts;
using Graph.Domain.Users.RealNames;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Payments;

/// <summary>What payment requests and bills are refused for.</summary>
public sealed class RequestErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("requestPayment", "ValidationError", async stage =>
            await AskAsync(stage, (await stage.Friend).Id, amount: "0")),
        new("requestPayment", "NotFoundError", stage => AskAsync(stage, Unknown("User"))),
        new("requestPayment", "NotFriendsError", async stage => await AskAsync(stage, (await stage.Stranger).Id)),

        new("splitBill", "ValidationError", stage => SplitAsync(stage)),
        new("splitBill", "NotFoundError", stage => SplitAsync(stage, Unknown("User"))),
        new("splitBill", "NotFriendsError", async stage => await SplitAsync(stage, (await stage.Stranger).Id)),

        new("cancelPaymentRequest", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("cancelPaymentRequest", new { request = Unknown("PaymentRequest") })),
        new("cancelPaymentRequest", "PaymentRequestClosedError", async stage =>
        {
            var request = await AskedAsync(stage, await stage.Friend);
            Assert.Null((await (await stage.Friend).AnswerAsync(request, pay: false))["errors"]);
            return await (await stage.Someone).TryAsync("cancelPaymentRequest", new { request });
        }),

        new("answerPaymentRequest", "ValidationError", async stage =>
            await PayAsync(stage, payer: await stage.FriendAsync(RealNameLevel.None), paymentPin: Somebody.Pin)),
        new("answerPaymentRequest", "NotFoundError", async stage => await (await stage.Someone).TryOnceAsync(
            "answerPaymentRequest", new { request = Unknown("PaymentRequest"), pay = true })),
        new("answerPaymentRequest", "PaymentRequestClosedError", async stage =>
        {
            var request = await AskedAsync(stage, await stage.Friend);
            Assert.Null((await (await stage.Friend).AnswerAsync(request, pay: false))["errors"]);
            return await (await stage.Friend).TryOnceAsync("answerPaymentRequest", new { request, pay = true });
        }),
        new("answerPaymentRequest", "RealNameLevelRequiredError", async stage =>
            await PayAsync(stage, payer: await stage.FriendAsync(RealNameLevel.None))),
        new("answerPaymentRequest", "AccountFrozenError", async stage =>
            await PayAsync(stage, payer: await stage.Frozen)),
        new("answerPaymentRequest", "InsufficientFundsError", stage => PayAsync(stage, "900")),
        new("answerPaymentRequest", "PaymentPinRequiredError", async stage =>
            await PayAsync(stage, "1000.01", await stage.RichAsync())),
        new("answerPaymentRequest", "AccountRestrictedError", async stage => await PayAsync(
            stage, payer: await AccountErrorTests.YoungAsync(stage, await stage.FriendAsync()), paymentPin: Somebody.Pin)),
        new("answerPaymentRequest", "WrongPaymentPinError", stage => PayAsync(stage, paymentPin: "000001")),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    private static async Task<JsonNode> AskAsync(Stage stage, string from, string amount = "1") =>
        await (await stage.Someone).TryOnceAsync("requestPayment", new { payer = from, amount = Yuan(amount) });

    private static async Task<JsonNode> SplitAsync(Stage stage, params string[] others) =>
        await (await stage.Someone).TryOnceAsync(
            "splitBill",
            new { title = "dinner", total = Yuan("10"), shares = others.Select(user => new { user }) });

    private static async Task<string> AskedAsync(Stage stage, Somebody from, string amount = "1")
    {
        var asked = await (await stage.Someone).AskForAsync(from, amount);
        Assert.Null(asked["errors"]);
        return asked.Id("request");
    }

    /// <summary>The friend, who is poor, pays what someone asked for; unless said otherwise.</summary>
    private static async Task<JsonNode> PayAsync(
        Stage stage, string amount = "1", Somebody? payer = null, string? paymentPin = null)
    {
        payer ??= await stage.Friend;
        var request = await AskedAsync(stage, payer, amount);
        return await payer.TryOnceAsync("answerPaymentRequest", new { request, pay = true, paymentPin });
    }
}
