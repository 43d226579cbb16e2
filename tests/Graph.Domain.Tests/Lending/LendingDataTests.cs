using System.Text.Json.Nodes;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;

namespace Graph.Domain.Tests.Lending;

public sealed class LendingDataTests
{
    [Fact]
    public async Task A_copy_of_the_data_has_what_was_lent_paid_promised_and_guaranteed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower, guarantor, stranger) =
            (await lenders.PersonAsync(1_000), await lenders.PersonAsync(), await lenders.PersonAsync(100), await lenders.PersonAsync());
        await lenders.BefriendAsync(lender, borrower);
        await lenders.BefriendAsync(guarantor, borrower);
        await database.Get<TrustLines>().SetAsync(lender, borrower, Money.Yuan(200), chains: true);
        var loan = await lenders.RequestAsync(borrower, lender, 90_00, rate: 0, months: 1);
        await lenders.AnswerGuaranteeAsync(guarantor, await lenders.AskAsync(borrower, loan, guarantor, 50_00));
        await lenders.AnswerAsync(lender, loan);
        database.Clock.Advance(TimeSpan.FromDays(122));
        await database.MeetAsync<LoanDeadlines>();
        await lenders.RepayAsync(borrower, loan, 60_00);

        foreach (var party in new[] { lender, borrower })
        {
            var copy = await CopyAsync(database, party);
            Assert.Equal($"{loan.Value}", (string)Assert.Single(copy["loans"]!.AsArray())!["id"]!);
            Assert.Equal([90_00, 50_00, 40_00, 20_00], Amounts(copy["loanPayments"]!));
            Assert.Equal([0, 50_00, 40_00, 0], copy["loanPayments"]!.AsArray().Select(payment => (long)payment!["principalInFen"]!));
            Assert.All(copy["loanPayments"]!.AsArray(), payment => Assert.Equal($"{loan.Value}", (string)payment!["loan"]!));
            var line = Assert.Single(copy["trustLines"]!.AsArray())!;
            Assert.Equal((200_00L, 0L, true), ((long)line["limitInFen"]!, (long)line["usedInFen"]!, (bool)line["chains"]!));
            RequireCalled(Assert.Single(copy["guarantees"]!.AsArray())!);
        }

        var ofGuarantor = await CopyAsync(database, guarantor);
        RequireCalled(Assert.Single(ofGuarantor["guarantees"]!.AsArray())!);
        Assert.Equal([50_00, 20_00], Amounts(ofGuarantor["loanPayments"]!));
        Assert.Empty(ofGuarantor["trustLines"]!.AsArray());
        Assert.Empty(ofGuarantor["loans"]!.AsArray());
        var ofStranger = await CopyAsync(database, stranger);
        Assert.All(new[] { "loans", "loanPayments", "guarantees", "trustLines" }, part => Assert.Empty(ofStranger[part]!.AsArray()));
    }

    private static IEnumerable<long> Amounts(JsonNode payments) => payments.AsArray().Select(payment => (long)payment!["amountInFen"]!);

    private static void RequireCalled(JsonNode guarantee) => Assert.Equal(
        ("Called", 50_00L, 50_00L, 20_00L),
        ((string)guarantee["status"]!, (long)guarantee["calledInFen"]!, (long)guarantee["paidInFen"]!, (long)guarantee["recoveredInFen"]!));

    private static async Task<JsonNode> CopyAsync(TestDatabase database, UserId user)
    {
        using var copy = new MemoryStream();
        await database.Get<DataExports>().WriteAsync(user, copy, default);
        return JsonNode.Parse(copy.ToArray())!;
    }
}
