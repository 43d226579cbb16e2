using System.Text.Json.Nodes;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Lending;

/// <summary>A copy of somebody's data shows no more of a loan than the API does.</summary>
public sealed class LendingDataTests
{
    [Fact]
    public async Task A_lender_s_copy_has_nothing_that_happened_between_borrower_and_guarantor()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower, guarantor) = (await lenders.PersonAsync(1_000), await lenders.PersonAsync(), await lenders.PersonAsync(1_000));
        await lenders.BefriendAsync(lender, borrower);
        await lenders.BefriendAsync(guarantor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 100_00, months: 1);
        await lenders.AnswerGuaranteeAsync(guarantor, await lenders.AskAsync(borrower, loan, guarantor, 60_00));
        await lenders.AnswerAsync(lender, loan);
        for (var day = 0; day < 125; day++)
        {
            database.Clock.Advance(TimeSpan.FromDays(1));
            await database.MeetAsync<LoanDeadlines>();
        }

        await lenders.TopUpAsync(borrower, 100_00);
        var owed = (await lenders.StandingAsync(loan)).LendersClaim;
        await lenders.RepayAsync(borrower, loan, owed + 10_00);
        await lenders.ForgiveAsync(guarantor, loan);
        Assert.Equal((60_00, 10_00, 50_00), await database.Units.ReadAsync(db =>
            db.Set<Guarantee>().Select(g => new ValueTuple<long, long, long>(g.Paid, g.Recovered, g.Forgiven)).SingleAsync()));

        var (ofLender, ofBorrower) = (await CopyAsync(database, lender), await CopyAsync(database, borrower));
        Assert.Equal(1, ofBorrower["loanPayments"]!.AsArray().Count(row => (string?)row!["payee"] == "person_3"));
        Assert.DoesNotContain(ofLender["loanPayments"]!.AsArray(), row => (string?)row!["payer"] != "person_1" && (string?)row!["payee"] != "person_1");
        Assert.Equal(50_00, (long)ofBorrower["guarantees"]![0]!["forgivenInFen"]!);
        Assert.Null(ofLender["guarantees"]![0]!["forgivenInFen"]);
    }

    private static async Task<JsonNode> CopyAsync(TestDatabase database, UserId user)
    {
        using var copy = new MemoryStream();
        await database.Get<DataExports>().WriteAsync(user, copy, default);
        return JsonNode.Parse(copy.ToArray())!;
    }
}
