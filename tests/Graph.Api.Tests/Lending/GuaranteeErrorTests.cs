using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Api.Tests.Users.Accounts;
using Graph.Api.Tests.Users.Passkeys;
using Graph.Domain.Friendships;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Lending;

/// <summary>What guarantees are refused for.</summary>
public sealed class GuaranteeErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("askGuarantee", "ValidationError", async stage => await AskAsync(stage, (await stage.Friend).Id)),
        new("askGuarantee", "NotFoundError", stage => AskAsync(stage, Unknown("User"))),
        new("askGuarantee", "NotFriendsError", async stage => await AskAsync(stage, (await stage.Stranger).Id)),
        new("askGuarantee", "AccountFrozenError", async stage =>
        {
            var borrower = await stage.FriendAsync();
            var loan = (await borrower.RequestLoanAsync(await stage.Someone, "1")).Id("loan");
            await FreezeSilentlyAsync(stage, borrower);
            return await AskAsync(stage, (await stage.Someone).Id, loan, borrower);
        }),
        new("askGuarantee", "CounterpartyUnavailableError", async stage =>
        {
            var guarantor = await stage.PersonAsync(RealNameLevel.ClassI);
            await guarantor.BefriendAsync(await stage.Friend);
            return await AskAsync(stage, guarantor.Id);
        }),
        new("askGuarantee", "LoanStatusError", async stage =>
            await AskAsync(stage, (await GuarantorAsync(stage)).Id, await (await stage.Someone).LendAsync(await stage.Friend, "1"))),
        new("askGuarantee", "GuaranteeStatusError", async stage =>
        {
            var (guarantor, loan) = (await GuarantorAsync(stage), await RequestedAsync(stage));
            var asked = await (await stage.Friend).AskGuaranteeAsync(loan, guarantor, "1");
            Assert.Null((await guarantor.AnswerGuaranteeAsync(asked.Id("guarantee"), accept: false))["errors"]);
            return await AskAsync(stage, guarantor.Id, loan);
        }),
        new("askGuarantee", "LendingLimitError", async stage =>
        {
            var loan = await RequestedAsync(stage);
            for (var i = 0; i < Guarantee.MaxOfLoan; i++)
            {
                Assert.Null((await (await stage.Friend).AskGuaranteeAsync(loan, await GuarantorAsync(stage), "1"))["errors"]);
            }

            return await AskAsync(stage, (await GuarantorAsync(stage)).Id, loan);
        }),

        new("answerGuarantee", "ValidationError", stage => AnswerAfterAsync(stage, async guarantor => await guarantor.JoinAsync(await stage.Friend))),
        new("answerGuarantee", "PasskeyRequiredError", stage => AnswerAfterAsync(stage, _ => Task.CompletedTask, amount: "5000.01")),
        new("answerGuarantee", "PasskeyRefusedError", async stage =>
        {
            var guarantor = await GuarantorAsync(stage);
            var guarantee = (await (await stage.Friend).AskGuaranteeAsync(await RequestedAsync(stage), guarantor, "1")).Id("guarantee");
            return await guarantor.TryOnceAsync("answerGuarantee", new { guarantee, accept = true, passkey = PasskeyErrorTests.Forged });
        }),
        new("answerGuarantee", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("answerGuarantee", new { guarantee = Unknown("Guarantee"), accept = true })),
        new("answerGuarantee", "NotFriendsError", stage => AnswerAfterAsync(stage, guarantor => stage.ChangeAsync(db =>
            db.Set<Friendship>().Where(f => f.OwnerId == guarantor.UserId).ExecuteDeleteAsync()))),
        new("answerGuarantee", "GuaranteeStatusError", async stage =>
        {
            var (guarantor, guarantee) = await GivenAsync(stage);
            return await guarantor.TryAsync("answerGuarantee", new { guarantee, accept = false });
        }),
        new("answerGuarantee", "RealNameLevelRequiredError", stage => AnswerAfterAsync(stage, guarantor => stage.ChangeAsync(db =>
            db.Set<User>().Where(u => u.Id == guarantor.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Level, RealNameLevel.ClassI))))),
        new("answerGuarantee", "AccountFrozenError", stage => AnswerAfterAsync(stage, guarantor => FreezeSilentlyAsync(stage, guarantor))),
        new("answerGuarantee", "CounterpartyUnavailableError", async stage =>
        {
            var (borrower, guarantor) = (await stage.FriendAsync(), await stage.PersonAsync());
            await guarantor.BefriendAsync(borrower);
            var loan = (await borrower.RequestLoanAsync(await stage.Someone, "1")).Id("loan");
            var guarantee = (await borrower.AskGuaranteeAsync(loan, guarantor, "1")).Id("guarantee");
            await stage.ChangeAsync(db =>
                db.Set<User>().Where(u => u.Id == borrower.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Level, RealNameLevel.ClassI)));
            return await guarantor.TryAsync("answerGuarantee", new { guarantee, accept = true, paymentPin = Somebody.Pin });
        }),
        new("answerGuarantee", "PaymentPinRequiredError", stage => AnswerAfterAsync(stage, _ => Task.CompletedTask, pin: null)),
        new("answerGuarantee", "AccountRestrictedError", stage => AnswerAfterAsync(stage, guarantor => AccountErrorTests.RestrictAsync(stage, guarantor))),
        new("answerGuarantee", "WrongPaymentPinError", stage => AnswerAfterAsync(stage, _ => Task.CompletedTask, pin: "000001")),

        new("payGuarantee", "ValidationError", stage => PayAsync(stage, "0")),
        new("payGuarantee", "NotFoundError", async stage =>
            await (await stage.Someone).TryOnceAsync("payGuarantee", new { guarantee = Unknown("Guarantee"), amount = Yuan("1") })),
        new("payGuarantee", "GuaranteeStatusError", async stage =>
        {
            var (guarantor, guarantee) = await GivenAsync(stage);
            return await guarantor.TryOnceAsync("payGuarantee", new { guarantee, amount = Yuan("1") });
        }),
        new("payGuarantee", "MoreThanOwedError", stage => PayAsync(stage, "1.01")),
        new("payGuarantee", "AccountFrozenError", stage => PayAsync(stage, "0.10", async guarantor => Assert.Null((await guarantor.FreezeAsync())["errors"]))),
        new("payGuarantee", "InsufficientFundsError", stage => PayAsync(stage, "1")),
        new("payGuarantee", "PasskeyRefusedError", async stage =>
        {
            var (guarantor, guarantee) = await CalledAsync(stage);
            return await guarantor.TryOnceAsync("payGuarantee", new { guarantee, amount = Yuan("1"), passkey = PasskeyErrorTests.Forged });
        }),
        new("payGuarantee", "WrongPaymentPinError", stage => PayAsync(stage, "1", pin: "000001")),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    /// <summary>A new guarantor, with no money, who gave a guarantee of ¥1 for a request of the friend's to someone.</summary>
    internal static async Task<(Somebody Guarantor, string Guarantee)> GivenAsync(Stage stage)
    {
        var (guarantor, loan) = (await GuarantorAsync(stage), await RequestedAsync(stage));
        var guarantee = (await (await stage.Friend).AskGuaranteeAsync(loan, guarantor, "1")).Id("guarantee");
        Assert.Null((await guarantor.AnswerGuaranteeAsync(guarantee))["errors"]);
        return (guarantor, guarantee);
    }

    /// <summary>The same, after the loan was paid out and not repaid for more than 90 days.</summary>
    internal static async Task<(Somebody Guarantor, string Guarantee)> CalledAsync(Stage stage)
    {
        var (guarantor, guarantee) = await GivenAsync(stage);
        var loan = (string)(await SeeAsync(guarantor, guarantee))["loan"]!["id"]!;
        Assert.Null((await (await stage.Someone).AnswerLoanAsync(loan))["errors"]);
        var today = BusinessCalendar.DateOf(DateTime.UtcNow);
        await LoanErrorTests.ChangeLoanAsync(stage, loan, set => set
            .SetProperty(l => l.PaidOutOn, today.AddDays(-200))
            .SetProperty(l => l.SteppedOn, today.AddDays(-1))
            .SetProperty(l => l.NextDueOn, today.AddDays(-169))
            .SetProperty(l => l.DueAt, DateTime.UtcNow));
        await Patience.UntilAsync(async () => (string)(await SeeAsync(guarantor, guarantee))["status"]! == "CALLED");
        return (guarantor, guarantee);

        static async Task<JsonNode> SeeAsync(Somebody guarantor, string id) =>
            (await guarantor.DataAsync("query($id: ID!) { node(id: $id) { ... on Guarantee { status loan { id } } } }", new { id }))["node"]!;
    }

    private static async Task<Somebody> GuarantorAsync(Stage stage)
    {
        var guarantor = await stage.PersonAsync();
        await guarantor.BefriendAsync(await stage.Friend);
        return guarantor;
    }

    private static async Task<string> RequestedAsync(Stage stage, string amount = "1") =>
        (await (await stage.Friend).RequestLoanAsync(await stage.Someone, amount, "0", 1)).Id("loan");

    private static async Task<JsonNode> AskAsync(Stage stage, string guarantor, string? loan = null, Somebody? by = null) =>
        await (by ?? await stage.Friend).TryAsync("askGuarantee", new { loan = loan ?? await RequestedAsync(stage), guarantor, share = Yuan("1") });

    private static async Task<JsonNode> AnswerAfterAsync(Stage stage, Func<Somebody, Task> change, string? pin = Somebody.Pin, string amount = "1")
    {
        var guarantor = await GuarantorAsync(stage);
        var guarantee = (await (await stage.Friend).AskGuaranteeAsync(await RequestedAsync(stage, amount), guarantor, amount)).Id("guarantee");
        await change(guarantor);
        return await guarantor.TryAsync("answerGuarantee", new { guarantee, accept = true, paymentPin = pin });
    }

    private static async Task<JsonNode> PayAsync(Stage stage, string amount, Func<Somebody, Task>? change = null, string? pin = null)
    {
        var (guarantor, guarantee) = await CalledAsync(stage);
        await (change?.Invoke(guarantor) ?? Task.CompletedTask);
        return await guarantor.TryOnceAsync("payGuarantee", new { guarantee, amount = Yuan(amount), paymentPin = pin });
    }

    /// <summary>Freezing by the front end would end what is not paid out.</summary>
    private static Task FreezeSilentlyAsync(Stage stage, Somebody person) => stage.ChangeAsync(db =>
        db.Set<User>().Where(u => u.Id == person.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.FrozenAt, DateTime.UnixEpoch)));
}
