using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Lending;

/// <summary>What happens to a loan by itself, from 23 November 2026 on.</summary>
public sealed class LoanTimeTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task What_is_due_is_repaid_by_itself_and_what_is_not_paid_is_reminded_of_and_falls_due_at_last()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var id = await lender.LendAsync(borrower, "300", "0.0365", 3);
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await borrower.SetAutoRepayAsync(id, pin: null)).CodeOf());
        Assert.True((bool)(await borrower.SetAutoRepayAsync(id))["loan"]!["autoRepay"]!);
        Assert.False((bool)(await lender.SeeLoanAsync(id))!["autoRepay"]!);
        await server.PassAsync(TimeSpan.FromDays(30), async () =>
        {
            borrower = await server.BackAsync(borrower);
            return (await borrower.SeeLoanAsync(id))!.Amount("paid") == "100.90";
        });
        Assert.Equal("2027-01-23", (string)(await borrower.SeeLoanAsync(id))!["nextDueOn"]!);

        // The wallet is empty on the next due day, and stays so.
        var card = borrower.CardId;
        Assert.Null((await borrower.WithdrawAsync("199", card))["errors"]);
        await server.PassAsync(TimeSpan.FromDays(34), async () => await HasNoticeAsync("AUTO_REPAY_FAILED"));
        Assert.Equal("OVERDUE", await StatusAsync(borrower, id));
        await server.PassAsync(TimeSpan.FromDays(1), async () => await HasNoticeAsync("LOAN_OVERDUE"));
        await server.PassAsync(TimeSpan.FromDays(87), async () =>
        {
            borrower = await server.BackAsync(borrower);
            return await StatusAsync(borrower, id) == "DEFAULTED";
        });
        lender = await server.BackAsync(lender);
        Assert.Contains("LOAN_DEFAULTED", await lender.NoticesAsync());
        var standing = (await lender.SeeLoanAsync(id))!;
        Assert.Equal(standing.Amount("outstanding"), standing.Amount("dueNow"));
        Assert.Equal("FORGIVEN", (string)(await lender.ForgiveAsync(id))["loan"]!["status"]!);
        Assert.Contains("LOAN_FORGIVEN", await (await server.BackAsync(borrower)).NoticesAsync());

        async Task<bool> HasNoticeAsync(string kind) => (await (borrower = await server.BackAsync(borrower)).NoticesAsync()).Contains(kind);
    }

    private static async Task<string?> StatusAsync(Somebody person, string id) => (string?)(await person.SeeLoanAsync(id))?["status"];
}
