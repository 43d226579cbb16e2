using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Api.Tests.Users.Accounts;
using Graph.Api.Tests.Users.Passkeys;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Users.Passkeys;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Lending;

/// <summary>What loans and trust lines are refused for.</summary>
public sealed class LoanErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("setTrustLine", "ValidationError", async stage => await TrustAsync(stage, (await stage.Someone).Id)),
        new("setTrustLine", "NotFoundError", stage => TrustAsync(stage, Unknown("User"))),
        new("setTrustLine", "NotFriendsError", async stage => await TrustAsync(stage, (await stage.Stranger).Id)),
        new("setTrustLine", "AccountFrozenError", async stage => await TrustAsync(stage, (await stage.Someone).Id, await stage.Frozen)),
        new("setTrustLine", "CounterpartyUnavailableError", async stage => await TrustAsync(stage, (await stage.FriendAsync(RealNameLevel.ClassI)).Id)),

        new("requestLoan", "ValidationError", async stage => await RequestAsync(stage, (await stage.Friend).Id, months: 37)),
        new("requestLoan", "NotFoundError", stage => RequestAsync(stage, Unknown("User"))),
        new("requestLoan", "NotFriendsError", async stage => await RequestAsync(stage, (await stage.Stranger).Id)),
        new("requestLoan", "RateCapExceededError", async stage => await RequestAsync(stage, (await stage.Friend).Id, "100", rate: "0.2")),
        new("requestLoan", "AccountFrozenError", async stage => await RequestAsync(stage, (await stage.Someone).Id, by: await stage.Frozen)),
        new("requestLoan", "CounterpartyUnavailableError", async stage => await RequestAsync(stage, (await stage.FriendAsync(RealNameLevel.ClassI)).Id)),
        new("requestLoan", "LendingLimitError", async stage =>
        {
            var (lender, borrower) = (await stage.Someone, await stage.FriendAsync());
            for (var i = 0; i < LoanRequests.MaxOpen; i++)
            {
                await stage.Services.GetRequiredService<LoanRequests>().RequestAsync(
                    new LoanWish(borrower.UserId, Guid.CreateVersion7(), lender.UserId, Money.Fen(1), 0, 1, RepaymentKind.Bullet), default);
            }

            return await RequestAsync(stage, lender.Id, by: borrower);
        }),

        new("offerLoan", "ValidationError", async stage => await OfferAsync(stage, (await stage.Friend).Id, months: 0)),
        new("offerLoan", "NotFoundError", stage => OfferAsync(stage, Unknown("User"))),
        new("offerLoan", "NotFriendsError", async stage => await OfferAsync(stage, (await stage.Stranger).Id)),
        new("offerLoan", "RateCapExceededError", async stage => await OfferAsync(stage, (await stage.Friend).Id, "100", rate: "0.2")),
        new("offerLoan", "AccountFrozenError", async stage => await OfferAsync(stage, (await stage.Someone).Id, by: await stage.Frozen)),
        new("offerLoan", "CounterpartyUnavailableError", async stage => await OfferAsync(stage, (await stage.FriendAsync(RealNameLevel.ClassI)).Id)),
        new("offerLoan", "LendingLimitError", async stage =>
        {
            var (lender, borrower) = (await stage.RichAsync(), await stage.Someone);
            for (var i = 0; i < LoanRequests.MaxOpen; i++)
            {
                await stage.Services.GetRequiredService<LoanRequests>().OfferAsync(
                    new LoanWish(lender.UserId, Guid.CreateVersion7(), borrower.UserId, Money.Fen(1), 0, 1, RepaymentKind.Bullet), new Origin(null, null), default);
            }

            return await OfferAsync(stage, borrower.Id, by: lender);
        }),
        new("offerLoan", "InsufficientFundsError", async stage => await OfferAsync(stage, (await stage.Someone).Id, by: await stage.FriendAsync())),
        new("offerLoan", "LimitExceededError", async stage =>
            await OfferAsync(stage, (await stage.Someone).Id, "100000.01", by: await WealthyAsync(stage), pin: Somebody.Pin)),
        new("offerLoan", "PasskeyRequiredError", async stage =>
            await OfferAsync(stage, (await stage.Someone).Id, "5000.01", by: await stage.RichAsync(), pin: Somebody.Pin)),
        new("offerLoan", "PasskeyRefusedError", async stage => await (await stage.Someone).TryOnceAsync("offerLoan", new
        {
            borrower = (await stage.Friend).Id, principal = Yuan("1"), annualRate = "0", months = 1, repayment = "BULLET", passkey = PasskeyErrorTests.Forged,
        })),
        new("offerLoan", "PaymentPinRequiredError", async stage => await OfferAsync(stage, (await stage.Someone).Id, "1000.01", by: await stage.RichAsync())),
        new("offerLoan", "AccountRestrictedError", async stage => await OfferAsync(
            stage, (await stage.Someone).Id, by: await AccountErrorTests.YoungAsync(stage, await stage.RichAsync()), pin: Somebody.Pin)),
        new("offerLoan", "WrongPaymentPinError", async stage => await OfferAsync(stage, (await stage.Friend).Id, pin: "000001")),

        new("answerLoan", "ValidationError", async stage =>
            await (await stage.Someone).TryOnceAsync("answerLoan", new { loan = await RequestedAsync(stage, await stage.Friend), accept = true })),
        new("answerLoan", "NotFoundError", async stage =>
            await (await stage.Someone).TryOnceAsync("answerLoan", new { loan = Unknown("Loan"), accept = true })),
        new("answerLoan", "LoanStatusError", async stage =>
        {
            var loan = await RequestedAsync(stage, await stage.Friend);
            Assert.Null((await (await stage.Someone).CancelLoanAsync(loan))["errors"]);
            return await (await stage.Friend).TryOnceAsync("answerLoan", new { loan, accept = true });
        }),
        new("answerLoan", "RealNameLevelRequiredError", stage => AnswerAfterAsync(stage, lender => set => set.SetProperty(u => u.Level, RealNameLevel.ClassI))),
        new("answerLoan", "AccountFrozenError", stage => AnswerAfterAsync(stage, lender => set => set.SetProperty(u => u.FrozenAt, DateTime.UnixEpoch))),
        new("answerLoan", "CounterpartyUnavailableError", async stage =>
        {
            var (lender, borrower) = (await stage.Someone, await stage.FriendAsync());
            var loan = await RequestedAsync(stage, lender, by: borrower);
            await stage.ChangeAsync(db => db.Set<User>().Where(u => u.Id == borrower.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.FrozenAt, DateTime.UnixEpoch)));
            return await lender.TryOnceAsync("answerLoan", new { loan, accept = true });
        }),
        new("answerLoan", "RateCapExceededError", async stage =>
        {
            var loan = await RequestedAsync(stage, await stage.Friend, "100");
            await ChangeLoanAsync(stage, loan, set => set.SetProperty(l => l.Rate, 900_000));
            return await (await stage.Friend).TryOnceAsync("answerLoan", new { loan, accept = true });
        }),
        new("answerLoan", "InsufficientFundsError", async stage =>
            await (await stage.Friend).TryOnceAsync("answerLoan", new { loan = await RequestedAsync(stage, await stage.Friend, "900"), accept = true })),
        new("answerLoan", "LimitExceededError", async stage => await AnswerRichAsync(stage, "100000.01", Somebody.Pin, await WealthyAsync(stage))),
        new("answerLoan", "PasskeyRequiredError", stage => AnswerRichAsync(stage, "5000.01", Somebody.Pin)),
        new("answerLoan", "PasskeyRefusedError", async stage => await (await stage.Friend).TryOnceAsync(
            "answerLoan", new { loan = await RequestedAsync(stage, await stage.Friend), accept = true, passkey = PasskeyErrorTests.Forged })),
        new("answerLoan", "PaymentPinRequiredError", stage => AnswerRichAsync(stage, "1000.01", null)),
        new("answerLoan", "AccountRestrictedError", async stage =>
            await AnswerRichAsync(stage, "1", Somebody.Pin, await AccountErrorTests.YoungAsync(stage, await stage.RichAsync()))),
        new("answerLoan", "WrongPaymentPinError", stage => AnswerRichAsync(stage, "1", "000001")),

        new("cancelLoan", "ValidationError", async stage =>
            await (await stage.Friend).TryAsync("cancelLoan", new { loan = await RequestedAsync(stage, await stage.Friend) })),
        new("cancelLoan", "NotFoundError", async stage => await (await stage.Someone).TryAsync("cancelLoan", new { loan = Unknown("Loan") })),
        new("cancelLoan", "LoanStatusError", async stage => await (await stage.Someone).TryAsync("cancelLoan", new { loan = await LentAsync(stage) })),

        new("repayLoan", "ValidationError", async stage => await RepayAsync(stage, await LentAsync(stage), "0")),
        new("repayLoan", "NotFoundError", stage => RepayAsync(stage, Unknown("Loan"), "1")),
        new("repayLoan", "LoanStatusError", async stage =>
            await RepayAsync(stage, await RequestedAsync(stage, await stage.Someone, by: await stage.Friend), "1")),
        new("repayLoan", "MoreThanOwedError", async stage => await RepayAsync(stage, await LentAsync(stage), "5")),
        new("repayLoan", "InsufficientFundsError", async stage =>
        {
            var borrower = await stage.FriendAsync();
            var loan = await (await stage.Someone).LendAsync(borrower, "1");
            Assert.Null((await borrower.SendAsync(await stage.Someone, "1"))["errors"]);
            return await borrower.TryOnceAsync("repayLoan", new { loan, amount = Yuan("1") });
        }),
        new("repayLoan", "PasskeyRefusedError", async stage => await (await stage.Friend).TryOnceAsync(
            "repayLoan", new { loan = await LentAsync(stage), amount = Yuan("1"), passkey = PasskeyErrorTests.Forged })),
        new("repayLoan", "WrongPaymentPinError", async stage => await RepayAsync(stage, await LentAsync(stage), "1", "000001")),

        new("setAutoRepay", "ValidationError", async stage =>
        {
            var borrower = await stage.FriendAsync();
            var loan = await (await stage.Someone).LendAsync(borrower, "1");
            await stage.ChangeAsync(db => db.Set<User>().Where(u => u.Id == borrower.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.PaymentPinHash, (byte[]?)null)));
            return await borrower.TryAsync("setAutoRepay", new { loan, on = true, paymentPin = Somebody.Pin });
        }),
        new("setAutoRepay", "NotFoundError", stage => AutoRepayAsync(stage, Unknown("Loan"))),
        new("setAutoRepay", "LoanStatusError", async stage =>
            await AutoRepayAsync(stage, await RequestedAsync(stage, await stage.Someone, by: await stage.Friend))),
        new("setAutoRepay", "AccountRestrictedError", async stage =>
        {
            var borrower = await stage.FriendAsync();
            var loan = await (await stage.Someone).LendAsync(borrower, "1");
            await AccountErrorTests.RestrictAsync(stage, borrower);
            return await borrower.TryAsync("setAutoRepay", new { loan, on = true, paymentPin = Somebody.Pin });
        }),
        new("setAutoRepay", "PaymentPinRequiredError", async stage => await AutoRepayAsync(stage, await LentAsync(stage), null)),
        new("setAutoRepay", "WrongPaymentPinError", async stage => await AutoRepayAsync(stage, await LentAsync(stage), "000001")),

        new("forgiveLoan", "NotFoundError", async stage => await (await stage.Someone).TryOnceAsync("forgiveLoan", new { loan = Unknown("Loan") })),
        new("forgiveLoan", "LoanStatusError", async stage =>
            await (await stage.Friend).TryOnceAsync("forgiveLoan", new { loan = await RequestedAsync(stage, await stage.Friend) })),
        new("forgiveLoan", "NothingOwedError", async stage =>
        {
            var (guarantor, guarantee) = await GuaranteeErrorTests.GivenAsync(stage);
            var loan = (string)(await guarantor.DataAsync("query($id: ID!) { node(id: $id) { ... on Guarantee { loan { id } } } }", new { id = guarantee }))["node"]!["loan"]!["id"]!;
            Assert.Null((await (await stage.Someone).AnswerLoanAsync(loan))["errors"]);
            return await guarantor.TryOnceAsync("forgiveLoan", new { loan });
        }),
        new("forgiveLoan", "AccountFrozenError", async stage =>
        {
            var lender = await stage.RichAsync();
            var loan = await lender.LendAsync(await stage.Someone, "1");
            Assert.Null((await lender.FreezeAsync())["errors"]);
            return await ForgiveAsync(lender, loan, Somebody.Pin);
        }),
        new("forgiveLoan", "PaymentPinRequiredError", async stage => await ForgiveAsync(await stage.Someone, await LentAsync(stage), null)),
        new("forgiveLoan", "AccountRestrictedError", async stage =>
        {
            var lender = await stage.RichAsync();
            var loan = await lender.LendAsync(await stage.Someone, "1");
            await AccountErrorTests.RestrictAsync(stage, lender);
            return await ForgiveAsync(lender, loan, Somebody.Pin);
        }),
        new("forgiveLoan", "WrongPaymentPinError", async stage => await ForgiveAsync(await stage.Someone, await LentAsync(stage), "000001")),
        new("forgiveLoan", "PasskeyRequiredError", async stage =>
        {
            using var authenticator = new SoftAuthenticator();
            var (lender, key) = (await stage.RichAsync(), Guid.CreateVersion7());
            await lender.AddPasskeyAsync(authenticator);
            var loan = await RequestedAsync(stage, lender, "5000.01");
            var passkey = await lender.SignAsync(authenticator, loan, "5000.01", key, "answerLoan");
            Assert.Null((await lender.AnswerLoanAsync(loan, key: key, passkey: passkey))["errors"]);
            return await ForgiveAsync(lender, loan, Somebody.Pin);
        }),
        new("forgiveLoan", "PasskeyRefusedError", async stage => await (await stage.Someone).TryOnceAsync(
            "forgiveLoan", new { loan = await LentAsync(stage), passkey = PasskeyErrorTests.Forged })),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    /// <summary>Changes what only time would.</summary>
    internal static Task ChangeLoanAsync(
        Stage stage, string loan, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Loan>> change)
    {
        var id = To<LoanId>(loan);
        return stage.ChangeAsync(db => db.Set<Loan>().Where(l => l.Id == id).ExecuteUpdateAsync(change));
    }

    private static async Task<JsonNode> TrustAsync(Stage stage, string user, Somebody? by = null) =>
        await (by ?? await stage.Someone).TryAsync("setTrustLine", new { user, limit = Yuan("1") });

    private static async Task<JsonNode> RequestAsync(
        Stage stage, string lender, string amount = "1", string rate = "0", int months = 1, Somebody? by = null) =>
        await (by ?? await stage.Someone).TryOnceAsync(
            "requestLoan", new { lender, principal = Yuan(amount), annualRate = rate, months, repayment = "BULLET" });

    private static async Task<JsonNode> OfferAsync(
        Stage stage, string borrower, string amount = "1", string rate = "0", int months = 1, Somebody? by = null, string? pin = null) =>
        await (by ?? await stage.Someone).TryOnceAsync(
            "offerLoan", new { borrower, principal = Yuan(amount), annualRate = rate, months, repayment = "BULLET", paymentPin = pin });

    /// <summary>A request of someone's, unless somebody else asks.</summary>
    private static async Task<string> RequestedAsync(Stage stage, Somebody lender, string amount = "1", Somebody? by = null)
    {
        var asked = await (by ?? await stage.Someone).RequestLoanAsync(lender, amount, "0", 1);
        Assert.True(asked["errors"] is null, asked.ToJsonString());
        return asked.Id("loan");
    }

    /// <summary>Someone lent ¥1 to the friend.</summary>
    private static async Task<string> LentAsync(Stage stage) => await (await stage.Someone).LendAsync(await stage.Friend, "1");

    private static async Task<JsonNode> AnswerAfterAsync(
        Stage stage, Func<Somebody, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<User>>> change)
    {
        var lender = await stage.FriendAsync();
        var loan = await RequestedAsync(stage, lender);
        await stage.ChangeAsync(db => db.Set<User>().Where(u => u.Id == lender.UserId).ExecuteUpdateAsync(change(lender)));
        return await lender.TryOnceAsync("answerLoan", new { loan, accept = true });
    }

    private static Task<JsonNode> ForgiveAsync(Somebody lender, string loan, string? paymentPin) =>
        lender.TryOnceAsync("forgiveLoan", new { loan, paymentPin });

    /// <summary>A new friend of someone's who has more than may be paid in a year.</summary>
    private static async Task<Somebody> WealthyAsync(Stage stage)
    {
        var wealthy = await stage.FriendAsync();
        Assert.Null((await wealthy.TopUpAsync("100001"))["errors"]);
        return wealthy;
    }

    private static async Task<JsonNode> AnswerRichAsync(Stage stage, string amount, string? paymentPin, Somebody? rich = null)
    {
        rich ??= await stage.RichAsync();
        return await rich.TryOnceAsync("answerLoan", new { loan = await RequestedAsync(stage, rich, amount), accept = true, paymentPin });
    }

    private static async Task<JsonNode> RepayAsync(Stage stage, string loan, string amount, string? paymentPin = null) =>
        await (await stage.Friend).TryOnceAsync("repayLoan", new { loan, amount = Yuan(amount), paymentPin });

    private static async Task<JsonNode> AutoRepayAsync(Stage stage, string loan, string? paymentPin = Somebody.Pin) =>
        await (await stage.Friend).TryAsync("setAutoRepay", new { loan, on = true, paymentPin });
}
