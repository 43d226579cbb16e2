using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Lending;

/// <summary>A loan is nobody's business but its people's: not by field, count, error, feed or notification.</summary>
public sealed class LoanPrivacyTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Strangers_common_friends_and_blocked_friends_learn_nothing_of_a_loan()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var (stranger, common, blocked) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        foreach (var friend in new[] { common, blocked })
        {
            await friend.BefriendAsync(lender);
            await friend.BefriendAsync(borrower);
        }

        await lender.DoAsync("mutation($input: BlockUserInput!) { blockUser(input: $input) { errors { __typename } } }", new { user = blocked.Id });
        var loan = await lender.LendAsync(borrower, "100");
        var transaction = (await lender.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Loan { transactions { nodes { id } } } } }", new { id = loan }))["node"]!["transactions"]!["nodes"]![0]!["id"]!;
        foreach (var other in new[] { stranger, common, blocked })
        {
            Assert.Null(await other.SeeLoanAsync(loan));
            var data = await other.DataAsync(
                """
                query($id: ID!) { node(id: $id) { id } viewer {
                  loans { totalCount nodes { id } } guarantees { totalCount } feed { nodes { kind subject { __typename } } } notifications { nodes { subject { __typename } } } } }
                """,
                new { id = (string)transaction! });
            Assert.Null(data["node"]);
            Assert.Equal((0, 0), ((int)data["viewer"]!["loans"]!["totalCount"]!, (int)data["viewer"]!["guarantees"]!["totalCount"]!));
            Assert.DoesNotContain("Loan", data.ToJsonString());
            foreach (var refused in new[] { await other.AnswerLoanAsync(loan), await other.CancelLoanAsync(loan), await other.RepayAsync(loan, "1"), await other.ForgiveAsync(loan), await other.SetAutoRepayAsync(loan), await other.AskGuaranteeAsync(loan, lender, "1") })
            {
                Assert.Equal("NOT_FOUND", refused.CodeOf());
            }
        }
    }

    [Fact]
    public async Task A_guarantor_sees_the_loan_while_it_concerns_him()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var guarantor = await server.PersonAsync();
        await guarantor.BefriendAsync(borrower);
        var loan = (await borrower.RequestLoanAsync(lender, "100")).Id("loan");
        Assert.Null(await guarantor.SeeLoanAsync(loan));
        var guarantee = (await borrower.AskGuaranteeAsync(loan, guarantor, "50")).Id("guarantee");
        Assert.NotNull(await guarantor.SeeLoanAsync(loan));
        Assert.Equal("NOT_FOUND", (await guarantor.AnswerLoanAsync(loan)).CodeOf());
        Assert.Equal("DECLINED", (string)(await guarantor.AnswerGuaranteeAsync(guarantee, accept: false))["guarantee"]!["status"]!);
        Assert.Null(await guarantor.SeeLoanAsync(loan));
        Assert.Null((await guarantor.DataAsync("query($id: ID!) { node(id: $id) { ... on Guarantee { loan { id } } } }", new { id = guarantee }))["node"]!["loan"]);
    }

    [Theory]
    [InlineData("1000.01", "0.06", 3, "principal", "amount")]
    [InlineData("100", "0.13", 3, "annualRate", null)]
    [InlineData("100", "4", 3, "annualRate", null)]
    [InlineData("100", "-0.01", 3, "annualRate", null)]
    [InlineData("100", "0.0600001", 3, "annualRate", null)]
    [InlineData("100", "0.06", 0, "months", null)]
    [InlineData("100", "0.06", 37, "months", null)]
    [InlineData("0", "0.06", 3, "principal", "amount")]
    [InlineData("-1", "0.06", 3, "principal", "amount")]
    [InlineData("1.001", "0.06", 3, "principal", "amount")]
    public async Task Bad_terms_are_refused_with_the_path(string amount, string rate, int months, string path, string? below)
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var refused = await borrower.RequestLoanAsync(lender, amount == "1000.01" ? "100000000000.01" : amount, rate, months);
        Assert.Equal(rate == "0.13" ? "RATE_CAP_EXCEEDED" : "VALIDATION", refused.CodeOf());
        Assert.Equal(below is null ? [path] : new[] { path, below }, refused["errors"]![0]!["path"]!.AsArray().Select(part => (string)part!));
    }

    [Fact]
    public async Task Parties_are_friends_and_different_persons_and_of_the_other_nothing_is_told()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var (none, first, twin) = (await server.SignUpAsync(), await server.PersonAsync(RealNameLevel.ClassI), await server.PersonAsync());
        foreach (var friend in new[] { none, first, twin })
        {
            await friend.BefriendAsync(borrower);
        }

        await twin.JoinAsync(borrower);
        Assert.Equal("COUNTERPARTY_UNAVAILABLE", (await borrower.RequestLoanAsync(none, "10")).CodeOf());
        Assert.Equal("COUNTERPARTY_UNAVAILABLE", (await borrower.RequestLoanAsync(first, "10")).CodeOf());
        Assert.Equal("VALIDATION", (await borrower.RequestLoanAsync(twin, "10")).CodeOf());
        Assert.Equal("VALIDATION", (await borrower.RequestLoanAsync(borrower, "10")).CodeOf());
        Assert.Equal("NOT_FRIENDS", (await borrower.RequestLoanAsync(await server.PersonAsync(), "10")).CodeOf());
        var asked = await none.AskAsync("mutation($input: RequestLoanInput!) { requestLoan(input: $input) { loan { id } } }", new
        {
            input = new { idempotencyKey = Guid.CreateVersion7(), lender = borrower.Id, principal = new { amount = "1" }, annualRate = "0", months = 1, repayment = "BULLET" },
        });
        Assert.Equal("REAL_NAME_REQUIRED", asked.Code);
        var loan = (await borrower.RequestLoanAsync(lender, "10")).Id("loan");
        Assert.Equal("NOT_FRIENDS", (await borrower.AskGuaranteeAsync(loan, await server.PersonAsync(), "1")).CodeOf());
        Assert.Equal("VALIDATION", (await borrower.AskGuaranteeAsync(loan, lender, "1")).CodeOf());
        Assert.Equal("VALIDATION", (await borrower.AskGuaranteeAsync(loan, twin, "1")).CodeOf());

        // A lender whose balance does not suffice learns it; the borrower never does.
        var poor = await server.PersonAsync();
        await poor.BefriendAsync(borrower);
        var second = (await borrower.RequestLoanAsync(poor, "10")).Id("loan");
        Assert.Equal("INSUFFICIENT_FUNDS", (await poor.AnswerLoanAsync(second)).CodeOf());
        Assert.Equal("REQUESTED", (string)(await borrower.SeeLoanAsync(second))!["status"]!);
    }
}
