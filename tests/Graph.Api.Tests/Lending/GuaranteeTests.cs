using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Lending;

public sealed class GuaranteeTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task Guarantors_are_called_once_in_proportion_and_get_back_what_the_borrower_repays_after_the_lender()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var (rich, poor, late) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        foreach (var friend in new[] { rich, poor, late })
        {
            await borrower.BefriendAsync(friend);
        }

        Assert.Null((await rich.TopUpAsync("500"))["errors"]);
        var id = (await borrower.RequestLoanAsync(lender, "600", "0", 1, "BULLET")).Id("loan");
        var (first, second) = (await AskAsync(borrower, id, rich, "400"), await AskAsync(borrower, id, poor, "200"));
        var unanswered = await AskAsync(borrower, id, late, "100");
        foreach (var (guarantor, guarantee) in new[] { (rich, first), (poor, second) })
        {
            var given = await guarantor.AnswerGuaranteeAsync(guarantee);
            Assert.Equal(("GIVEN", id), ((string)given["guarantee"]!["status"]!, (string)given["guarantee"]!["loan"]!["id"]!));
        }

        Assert.Null((await lender.AnswerLoanAsync(id))["errors"]);
        Assert.Contains("Guarantor, jointly liable with the borrower (Civil Code, article 688)", (string)(await rich.SeeLoanAsync(id))!["contract"]!["text"]!);
        Assert.Equal("GUARANTEE_STATUS", (await late.AnswerGuaranteeAsync(unanswered)).CodeOf());
        Assert.Null(await late.SeeLoanAsync(id));
        Assert.Equal("GUARANTEE_STATUS", (await rich.AnswerGuaranteeAsync(first, accept: false)).CodeOf());

        // 90 days after the due day: 400 are taken from the rich, 50 of 200 from the poor.
        Assert.Null((await poor.TopUpAsync("50"))["errors"]);
        await server.PassAsync(TimeSpan.FromDays(121), async () => (string)(await (lender = await server.BackAsync(lender)).SeeLoanAsync(id))!["status"]! == "DEFAULTED");
        Assert.Equal("150.00", (await lender.SeeLoanAsync(id))!.Amount("outstanding"));
        (rich, poor, borrower) = (await server.BackAsync(rich), await server.BackAsync(poor), await server.BackAsync(borrower));
        Assert.Equal(("400.00", "200.00"), (await CalledAsync(rich), await CalledAsync(poor)));
        Assert.Contains("GUARANTEE_CALLED", await poor.NoticesAsync());
        Assert.Null((await poor.TopUpAsync("1000"))["errors"]);
        Assert.Equal("MORE_THAN_OWED", (await poor.PayGuaranteeAsync(second, "150.01")).CodeOf());
        var key = Guid.CreateVersion7();
        Assert.Null((await poor.PayGuaranteeAsync(second, "100", key))["errors"]);
        var paid = (await poor.PayGuaranteeAsync(second, "50"))["guarantee"]!;
        Assert.Equal(("200.00", "0.00"), (paid.Amount("paid"), paid.Amount("owed")));
        Assert.True((bool)(await poor.PayGuaranteeAsync(second, "100", key))["replayed"]!);

        // The lender is paid. The borrower owes 400 and 200, and pays 300 of it: 200 and 100.
        Assert.Equal(("0.00", "600.00", "DEFAULTED"), ((await borrower.SeeLoanAsync(id))!.Amount("outstanding"),
            (await borrower.SeeLoanAsync(id))!.Amount("owedToGuarantors"), (string)(await borrower.SeeLoanAsync(id))!["status"]!));
        var back = await borrower.RepayAsync(id, "300");
        Assert.Equal(("200.00", "100.00", "0.00"), (Of(back, rich).Amount("recovered"), Of(back, poor).Amount("recovered"), Of(back, late).Amount("recovered")));
        Assert.Contains("GUARANTEE_RECOVERED", await rich.NoticesAsync());
        Assert.Equal("NOTHING_OWED", (await lender.ForgiveAsync(id)).CodeOf());
        var letGo = Guid.CreateVersion7();
        Assert.Equal("DEFAULTED", (string)(await poor.ForgiveAsync(id, letGo))["loan"]!["status"]!);
        Assert.Equal(id, (string)(await poor.ForgiveAsync(id, letGo))["loan"]!["id"]!);
        var last = await borrower.RepayAsync(id, "200");
        Assert.Equal("FORGIVEN", (string)last["loan"]!["status"]!);
        Assert.Equal(
            ("RELEASED", "RELEASED", "LAPSED"), ((string)Of(last, rich)["status"]!, (string)Of(last, poor)["status"]!, (string)Of(last, late)["status"]!));
        Assert.Null(await rich.SeeLoanAsync(id));

        // Whoever is released sees the loan no more, not by a repetition either.
        var again = await poor.ForgiveAsync(id, letGo);
        Assert.Equal((true, null, null), ((bool)again["replayed"]!, again["loan"], again["errors"]));

        static System.Text.Json.Nodes.JsonNode Of(System.Text.Json.Nodes.JsonNode payload, Somebody guarantor) =>
            payload["loan"]!["guarantors"]!.AsArray().Single(one => (string)one!["guarantor"]!["id"]! == guarantor.Id)!;
    }

    [Fact]
    public async Task Frozen_wallets_are_not_drawn_on_and_the_lender_who_forgives_ends_the_call()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var guarantor = await server.PersonAsync();
        await borrower.BefriendAsync(guarantor);
        Assert.Null((await guarantor.TopUpAsync("500"))["errors"]);
        var id = (await borrower.RequestLoanAsync(lender, "300", "0", 1, "BULLET")).Id("loan");
        var guarantee = await AskAsync(borrower, id, guarantor, "300");
        Assert.Null((await guarantor.AnswerGuaranteeAsync(guarantee))["errors"]);
        Assert.Null((await lender.AnswerLoanAsync(id))["errors"]);
        Assert.Null((await guarantor.FreezeAsync())["errors"]);
        await server.PassAsync(TimeSpan.FromDays(122), async () => (string)(await (lender = await server.BackAsync(lender)).SeeLoanAsync(id))!["status"]! == "DEFAULTED");
        guarantor = await server.BackAsync(guarantor);
        Assert.Equal("0.00", (await lender.SeeLoanAsync(id))!.Amount("paid"));
        Assert.Equal("ACCOUNT_FROZEN", (await guarantor.PayGuaranteeAsync(guarantee, "1")).CodeOf());
        Assert.Equal("FORGIVEN", (string)(await lender.ForgiveAsync(id))["loan"]!["status"]!);
        Assert.Contains("GUARANTEE_RELEASED", await guarantor.NoticesAsync());
    }

    /// <summary>The job that ends the loan may be late. Until then nothing can be answered all the same.</summary>
    [Fact]
    public async Task Nobody_can_answer_for_a_loan_whose_days_are_over()
    {
        var (lender, borrower) = await server.LenderAndBorrowerAsync();
        var guarantor = await server.PersonAsync();
        await borrower.BefriendAsync(guarantor);
        var guarantee = await AskAsync(borrower, (await borrower.RequestLoanAsync(lender, "10")).Id("loan"), guarantor, "10");
        Assert.True(await CanAnswerAsync(guarantor));
        Assert.False(await CanAnswerAsync(borrower));
        await server.Services.GetRequiredService<Units>().WriteAsync(db => db.Set<Loan>()
            .Where(l => l.BorrowerId == borrower.UserId).ExecuteUpdateAsync(set => set.SetProperty(l => l.AnswerBy, l => l.CreatedAt)));
        Assert.False(await CanAnswerAsync(guarantor));
        Assert.Equal("GUARANTEE_STATUS", (await guarantor.AnswerGuaranteeAsync(guarantee)).CodeOf());

        async Task<bool> CanAnswerAsync(Somebody person) => (bool)(await person.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Guarantee { viewerCanAnswer } } }", new { id = guarantee }))["node"]!["viewerCanAnswer"]!;
    }

    private static async Task<string> AskAsync(Somebody borrower, string loan, Somebody guarantor, string share)
    {
        var asked = await borrower.AskGuaranteeAsync(loan, guarantor, share);
        Assert.Null(asked["errors"]);
        return asked.Id("guarantee");
    }

    private static async Task<string> CalledAsync(Somebody guarantor) =>
        (await guarantor.DataAsync("{ viewer { guarantees { nodes { called { amount } } } } }"))["viewer"]!["guarantees"]!["nodes"]![0]!.Amount("called");
}
