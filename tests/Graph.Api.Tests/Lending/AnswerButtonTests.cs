using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Shared;

namespace Graph.Api.Tests.Lending;

/// <summary>The button of a loan or a guarantee and its answer say the same, in every status there is.</summary>
public sealed class AnswerButtonTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    /// <summary>A month at most, and the 90 days after it.</summary>
    private static readonly TimeSpan TimeToDefault = TimeSpan.FromDays(122);

    public static TheoryData<LoanStatus> OfLoans => [.. Enum.GetValues<LoanStatus>()];

    public static TheoryData<GuaranteeStatus> OfGuarantees => [.. Enum.GetValues<GuaranteeStatus>()];

    [Theory]
    [MemberData(nameof(OfLoans))]
    public async Task The_button_of_a_loan_and_its_answer_agree(LoanStatus status)
    {
        var (lender, borrower, loan) = await ArrangeAsync(status);
        Somebody[] people = [await server.BackAsync(lender), await server.BackAsync(borrower)];
        await RequireAgreeAsync(
            people,
            async person =>
            {
                var seen = (await person.SeeLoanAsync(loan))!;
                Assert.Equal(UpperCase.Of(status), (string)seen["status"]!);
                return (bool)seen["viewerCanAnswer"]!;
            },
            person => person.AnswerLoanAsync(loan, accept: false),
            canAnswer: status switch { LoanStatus.Requested => lender, LoanStatus.Offered => borrower, _ => null });
    }

    [Theory]
    [MemberData(nameof(OfGuarantees))]
    public async Task The_button_of_a_guarantee_and_its_answer_agree(GuaranteeStatus status)
    {
        var (lender, borrower, guarantor, guarantee) = await ArrangeAsync(status);
        Somebody[] people = [await server.BackAsync(lender), await server.BackAsync(borrower), await server.BackAsync(guarantor)];
        await RequireAgreeAsync(
            people,
            async person =>
            {
                var seen = await SeeAsync(person, guarantee);
                Assert.Equal(UpperCase.Of(status), (string)seen["status"]!);
                return (bool)seen["viewerCanAnswer"]!;
            },

            // The answer that was given already changes nothing and is no refusal, so here it is the other one.
            person => person.AnswerGuaranteeAsync(guarantee, accept: status == GuaranteeStatus.Declined),
            canAnswer: status == GuaranteeStatus.Asked ? guarantor : null);
    }

    /// <summary>The loan expires by its time, before the work that writes it down.</summary>
    [Fact]
    public async Task Nobody_stands_in_for_a_loan_whose_time_is_over()
    {
        var (_, _, guarantor, guarantee) = await ArrangeAsync(GuaranteeStatus.Asked);
        server.Clock.Advance(Loan.AnswerTime);
        guarantor = await server.BackAsync(guarantor);
        Assert.False((bool)(await SeeAsync(guarantor, guarantee))["viewerCanAnswer"]!);
        Assert.Equal("GUARANTEE_STATUS", (await guarantor.AnswerGuaranteeAsync(guarantee)).CodeOf());
    }

    /// <summary>Those who can answer come last, because their answer changes what the others see.</summary>
    private static async Task RequireAgreeAsync(
        Somebody[] people, Func<Somebody, Task<bool>> button, Func<Somebody, Task<JsonNode>> answer, Somebody? canAnswer)
    {
        foreach (var person in people.OrderBy(one => one.Id == canAnswer?.Id))
        {
            Assert.Equal(person.Id == canAnswer?.Id, await button(person));
            var answered = await answer(person);
            Assert.True(answered["errors"] is null == (person.Id == canAnswer?.Id), answered.ToJsonString());
        }
    }

    private async Task<(Somebody Lender, Somebody Borrower, string Loan)> ArrangeAsync(LoanStatus status)
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync("900");
        if (status == LoanStatus.Offered)
        {
            return (lender, borrower, Done(await lender.OfferLoanAsync(borrower, "90")).Id("loan"));
        }

        var loan = Done(await borrower.RequestLoanAsync(lender, "90", "0", 1, "BULLET")).Id("loan");
        switch (status)
        {
            case LoanStatus.Requested:
                return (lender, borrower, loan);
            case LoanStatus.Declined:
                Done(await lender.AnswerLoanAsync(loan, accept: false));
                return (lender, borrower, loan);
            case LoanStatus.Cancelled:
                Done(await borrower.CancelLoanAsync(loan));
                return (lender, borrower, loan);
            case LoanStatus.Expired:
                server.Clock.Advance(Loan.AnswerTime);
                return (lender, borrower, loan);
        }

        Done(await lender.AnswerLoanAsync(loan));
        switch (status)
        {
            case LoanStatus.Repaid:
                Done(await borrower.RepayAsync(loan, "90"));
                break;
            case LoanStatus.Forgiven:
                Done(await lender.ForgiveAsync(loan));
                break;
            case LoanStatus.Overdue:
                server.Clock.Advance(TimeSpan.FromDays(33));
                break;
            case LoanStatus.Defaulted:
                await DefaultAsync(lender, loan);
                break;
        }

        return (lender, borrower, loan);
    }

    private async Task<(Somebody Lender, Somebody Borrower, Somebody Guarantor, string Guarantee)> ArrangeAsync(GuaranteeStatus status)
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync("900");
        var guarantor = await server.PersonAsync();
        await borrower.BefriendAsync(guarantor);
        var loan = Done(await borrower.RequestLoanAsync(lender, "90", "0", 1, "BULLET")).Id("loan");
        var guarantee = Done(await borrower.AskGuaranteeAsync(loan, guarantor, "50")).Id("guarantee");
        if (status is not (GuaranteeStatus.Asked or GuaranteeStatus.Lapsed))
        {
            Done(await guarantor.AnswerGuaranteeAsync(guarantee, accept: status != GuaranteeStatus.Declined));
        }

        if (status is GuaranteeStatus.Lapsed or GuaranteeStatus.Called or GuaranteeStatus.Released)
        {
            Done(await lender.AnswerLoanAsync(loan));
        }

        if (status == GuaranteeStatus.Released)
        {
            Done(await borrower.RepayAsync(loan, "90"));
        }
        else if (status == GuaranteeStatus.Called)
        {
            await DefaultAsync(lender, loan);
        }

        return (lender, borrower, guarantor, guarantee);
    }

    private async Task DefaultAsync(Somebody lender, string loan)
    {
        Somebody? back = null;
        await server.PassAsync(TimeToDefault, async () =>
            (string)(await (back ??= await server.BackAsync(lender)).SeeLoanAsync(loan))!["status"]! == "DEFAULTED");
    }

    private static async Task<JsonNode> SeeAsync(Somebody person, string guarantee) => (await person.DataAsync(
        "query($id: ID!) { node(id: $id) { ... on Guarantee { status viewerCanAnswer } } }", new { id = guarantee }))["node"]!;

    private static JsonNode Done(JsonNode result)
    {
        Assert.True(result["errors"] is null, result.ToJsonString());
        return result;
    }
}
