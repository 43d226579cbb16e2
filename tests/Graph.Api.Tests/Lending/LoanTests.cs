using System.Security.Cryptography;
using System.Text;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Shared;

namespace Graph.Api.Tests.Lending;

public sealed class LoanTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task Who_may_not_answer_or_take_back_is_told_by_what_was_done()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var (offer, request) = ((await lender.OfferLoanAsync(borrower, "100")).Id("loan"), (await borrower.RequestLoanAsync(lender, "100")).Id("loan"));
        Assert.StartsWith("You offered this loan", MessageOf(await lender.AnswerLoanAsync(offer)));
        Assert.StartsWith("The lender offered this loan", MessageOf(await borrower.CancelLoanAsync(offer)));
        Assert.StartsWith("You asked for this loan", MessageOf(await borrower.AnswerLoanAsync(request)));
        Assert.StartsWith("The borrower asked for this loan", MessageOf(await lender.CancelLoanAsync(request)));

        static string MessageOf(System.Text.Json.Nodes.JsonNode payload) => (string)Assert.Single(payload["errors"]!.AsArray())!["message"]!;
    }

    [Fact]
    public async Task A_friend_asks_the_other_says_yes_and_both_see_the_same_plan_and_contract()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var key = Guid.CreateVersion7();
        var asked = await borrower.RequestLoanAsync(lender, "1200", "0.12", 12, "EQUAL_INSTALLMENTS", key);
        Assert.Null(asked["errors"]);
        var id = asked.Id("loan");
        Assert.Equal(("REQUESTED", false, "0.00"), ((string)asked["loan"]!["status"]!, (bool)asked["loan"]!["viewerCanAnswer"]!, asked["loan"]!.Amount("outstanding")));
        Assert.True((bool)(await borrower.RequestLoanAsync(lender, "1200", "0.12", 12, "EQUAL_INSTALLMENTS", key))["replayed"]!);
        Assert.Contains("LOAN_REQUESTED", await lender.NoticesAsync());
        Assert.True((bool)(await lender.SeeLoanAsync(id))!["viewerCanAnswer"]!);

        // More than ¥1,000 takes the lender's second factor; nothing has moved before.
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await lender.AnswerLoanAsync(id)).CodeOf());
        var yes = Guid.CreateVersion7();
        var answered = await lender.AnswerLoanAsync(id, pin: Somebody.Pin, key: yes);
        Assert.Null(answered["errors"]);
        Assert.Equal(("ACTIVE", "1800.00"), ((string)answered["loan"]!["status"]!, answered["wallet"]!.Amount("available")));
        Assert.True((bool)(await lender.AnswerLoanAsync(id, pin: Somebody.Pin, key: yes))["replayed"]!);

        var (mine, theirs) = ((await borrower.SeeLoanAsync(id))!, (await lender.SeeLoanAsync(id))!);
        Assert.Equal(mine["schedule"]!.ToJsonString(), theirs["schedule"]!.ToJsonString());
        Assert.Equal($"{BusinessCalendar.DateOf(server.Clock.GetUtcNow().UtcDateTime).AddMonths(1):yyyy-MM-dd}", (string)mine["nextDueOn"]!);
        var plan = (await borrower.DataAsync(
            """
            { loanPlan(principal: { amount: "1200" }, annualRate: "0.12", months: 12, repayment: EQUAL_INSTALLMENTS) {
              totalInterest { amount } effectiveAnnualRate rateCap schedule { number dueOn principal { amount } interest { amount } paid { amount } status } } }
            """))["loanPlan"]!;
        Assert.Equal(plan["schedule"]!.ToJsonString(), mine["schedule"]!.ToJsonString());
        Assert.Equal("0.12", (string)plan["rateCap"]!);
        var text = (string)mine["contract"]!["text"]!;
        Assert.Contains("Lender: 王芳", text);
        Assert.Contains("Borrower: 李雷", text);
        Assert.Contains("Principal: 1200.00 CNY", text);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), (string)theirs["contract"]!["digest"]!);
        var paid = mine["transactions"]!["nodes"]![0]!;
        Assert.Equal(("LOAN_DISBURSEMENT", "1200.00", lender.Id, "Loan"),
            ((string)paid["kind"]!, paid.Amount("amount"), (string)paid["payer"]!["id"]!, (string)paid["subject"]!["__typename"]!));
        Assert.Contains("LOAN_PAID_OUT", await borrower.NoticesAsync());
    }

    [Fact]
    public async Task An_offer_holds_the_money_until_it_is_answered_taken_back_or_a_week_has_passed()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync("900");
        var offered = await lender.OfferLoanAsync(borrower, "300");
        Assert.Equal(("OFFERED", "600.00", "300.00"),
            ((string)offered["loan"]!["status"]!, offered["wallet"]!.Amount("available"), offered["wallet"]!.Amount("held")));
        Assert.Equal("VALIDATION", (await lender.AnswerLoanAsync(offered.Id("loan"))).CodeOf());
        Assert.Equal("VALIDATION", (await borrower.CancelLoanAsync(offered.Id("loan"))).CodeOf());
        Assert.Equal("CANCELLED", (string)(await lender.CancelLoanAsync(offered.Id("loan")))["loan"]!["status"]!);
        Assert.Null((await lender.CancelLoanAsync(offered.Id("loan")))["errors"]);
        Assert.Equal("LOAN_STATUS", (await borrower.AnswerLoanAsync(offered.Id("loan"))).CodeOf());

        var second = (await lender.OfferLoanAsync(borrower, "300")).Id("loan");
        Assert.Equal("DECLINED", (string)(await borrower.AnswerLoanAsync(second, accept: false))["loan"]!["status"]!);
        var third = (await lender.OfferLoanAsync(borrower, "400")).Id("loan");
        Assert.Null((await borrower.AnswerLoanAsync(third))["errors"]);
        var fourth = (await lender.OfferLoanAsync(borrower, "500")).Id("loan");
        Assert.Equal(["LOAN_OFFERED", "LOAN_OFFERED", "LOAN_OFFERED", "LOAN_CANCELLED", "LOAN_OFFERED"], (await borrower.NoticesAsync()).Where(kind => kind.StartsWith("LOAN", StringComparison.Ordinal)));
        server.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        lender = await server.BackAsync(lender);
        Assert.Equal("EXPIRED", await StatusAsync(lender, fourth));
        await server.PassAsync(TimeSpan.Zero, async () => await WalletAsync(lender) == ("500.00", "500.00"));
    }

    [Fact]
    public async Task A_repayment_goes_to_interest_and_then_to_the_instalments_and_the_last_fen_closes_the_loan()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var id = await lender.LendAsync(borrower, "900", "0.0365", 3);
        server.Clock.Advance(TimeSpan.FromDays(10));
        (lender, borrower) = (await server.BackAsync(lender), await server.BackAsync(borrower));
        Assert.Equal("900.90", (await borrower.SeeLoanAsync(id))!.Amount("outstanding"));
        var key = Guid.CreateVersion7();
        var repaid = await borrower.RepayAsync(id, "400.90", key);
        Assert.Equal("500.00", repaid["loan"]!.Amount("outstanding"));
        Assert.Equal(
            ["300.90", "100.00", "0.00"],
            repaid["loan"]!["schedule"]!.AsArray().Select(one => one!.Amount("paid")));
        Assert.True((bool)(await borrower.RepayAsync(id, "400.90", key))["replayed"]!);
        var tooMuch = await borrower.RepayAsync(id, "500.01");
        Assert.Equal(("MORE_THAN_OWED", "500.00"), (tooMuch.CodeOf(), tooMuch["errors"]![0]!.Amount("owed")));
        Assert.Equal("NOT_FOUND", (await lender.RepayAsync(id, "1")).CodeOf());

        // Frozen or not: nobody is trapped in a debt.
        Assert.Null((await borrower.FreezeAsync())["errors"]);
        Assert.Null((await borrower.TopUpAsync("500"))["errors"]);
        var last = await borrower.RepayAsync(id, "500");
        Assert.Equal(("REPAID", "0.00", "900.90"), ((string)last["loan"]!["status"]!, last["loan"]!.Amount("outstanding"), last["loan"]!.Amount("paid")));
        Assert.All(last["loan"]!["schedule"]!.AsArray(), one => Assert.Equal("PAID", (string)one!["status"]!));
        Assert.Equal("LOAN_STATUS", (await borrower.RepayAsync(id, "1")).CodeOf());
        Assert.Equal(2, (await lender.NoticesAsync()).Count(kind => kind == "LOAN_REPAYMENT_RECEIVED"));
    }

    [Fact]
    public async Task Block_freeze_and_a_lost_friendship_end_what_is_not_paid_out_and_free_the_money()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var (offer, request) = ((await lender.OfferLoanAsync(borrower, "100")).Id("loan"), (await borrower.RequestLoanAsync(lender, "50")).Id("loan"));
        var running = await lender.LendAsync(borrower, "200");
        Assert.Null((await borrower.FreezeAsync())["errors"]);
        Assert.Equal(("DECLINED", "CANCELLED", "ACTIVE"), (await StatusAsync(lender, offer), await StatusAsync(lender, request), await StatusAsync(lender, running)));
        Assert.Equal(("2800.00", "2800.00"), await WalletAsync(lender));

        // Whether the other account is frozen is no business of the lender's: what is offered meanwhile waits for an answer.
        var later = await lender.OfferLoanAsync(borrower, "10");
        Assert.Equal("OFFERED", (string)later["loan"]!["status"]!);
        Assert.Equal("ACCOUNT_FROZEN", (await borrower.AnswerLoanAsync(later.Id("loan"))).CodeOf());
        Assert.Null((await borrower.AnswerLoanAsync(later.Id("loan"), accept: false))["errors"]);
        Assert.Null((await borrower.UnfreezeAsync())["errors"]);
        var again = (await lender.OfferLoanAsync(borrower, "100")).Id("loan");
        await borrower.DoAsync("mutation($input: BlockUserInput!) { blockUser(input: $input) { errors { __typename } } }", new { user = lender.Id });
        Assert.Equal(("DECLINED", "ACTIVE"), (await StatusAsync(lender, again), await StatusAsync(lender, running)));
        Assert.Equal(("2800.00", "2800.00"), await WalletAsync(lender));
        Assert.Null((await borrower.RepayAsync(running, "100"))["errors"]);
    }

    private static async Task<string?> StatusAsync(Somebody person, string id) => (string?)(await person.SeeLoanAsync(id))?["status"];

    private static async Task<(string, string)> WalletAsync(Somebody person)
    {
        var wallet = (await person.DataAsync("{ viewer { wallet { balance { amount } available { amount } } } }"))["viewer"]!["wallet"]!;
        return (wallet.Amount("balance"), wallet.Amount("available"));
    }
}
