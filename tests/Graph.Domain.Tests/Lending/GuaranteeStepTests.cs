using System.Text.Json.Nodes;
using Graph.Domain.Friendships;
using Graph.Domain.Lending;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Tests.Lending;

/// <summary>Who may stand in for a loan, and what a borrower must not learn of those who are asked.</summary>
public sealed class GuaranteeStepTests
{
    [Theory]
    [InlineData("no")]
    [InlineData("freeze")]
    [InlineData("revoke")]
    public async Task A_freeze_or_a_lost_level_of_an_asked_guarantor_looks_like_a_no(string how)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, loan, borrower, guarantor) = await AskedAsync(database);
        var guarantee = await lenders.AskAsync(borrower, loan, guarantor, 50_00);
        database.Clock.Advance(TimeSpan.FromMinutes(5));
        await (how switch
        {
            "no" => lenders.AnswerGuaranteeAsync(guarantor, guarantee, accept: false),
            "freeze" => (Task)database.Get<Profiles>().FreezeAsync(guarantor, "a lost phone"),
            _ => database.Get<EvidenceDecisions>().RevokeAsync("13800000003", EvidenceKind.Phone, "For a test."),
        });
        var after = Assert.Single(await lenders.GuaranteesAsync(loan));
        Assert.Equal((GuaranteeStatus.Declined, (DateTime?)database.Clock.UtcNow()), (after.Status, after.AnsweredAt));
        Assert.Equal("GuaranteeDeclined: A friend declined to stand in for your loan", (await LoanNoticeTests.ToldAsync(database, borrower))[^1]);

        // The copy of the borrower's data says the same in each case.
        using var copy = new MemoryStream();
        await database.Get<DataExports>().WriteAsync(borrower, copy, default);
        var exported = Assert.Single(JsonNode.Parse(copy.ToArray())!["guarantees"]!.AsArray())!;
        Assert.Equal(("Declined", database.Clock.UtcNow()), ((string)exported["status"]!, ((DateTime)exported["answeredAt"]!).ToUniversalTime()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_block_between_guarantor_and_lender_keeps_them_apart(bool lenderBlocks)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, loan, borrower, guarantor) = await AskedAsync(database);
        var second = await lenders.PersonAsync();
        await lenders.BefriendAsync(second, borrower);
        var lender = (await lenders.LoanAsync(loan)).LenderId;
        var asked = await lenders.AskAsync(borrower, loan, second, 50_00);
        foreach (var one in new[] { guarantor, second })
        {
            await (lenderBlocks ? database.Get<Blocks>().BlockAsync(lender, one) : database.Get<Blocks>().BlockAsync(one, lender));
        }

        await RequireUnavailableAsync("guarantor", () => lenders.AskAsync(borrower, loan, guarantor, 50_00));
        await RequireUnavailableAsync("guarantee", () => lenders.AnswerGuaranteeAsync(second, asked));
        await lenders.AnswerGuaranteeAsync(second, asked, accept: false);
    }

    /// <summary>That two friends are one person is nothing that the borrower may learn.</summary>
    [Fact]
    public async Task A_second_account_of_lender_or_guarantor_is_unavailable_and_nothing_more_is_said()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, loan, borrower, guarantor) = await AskedAsync(database);
        var lender = (await lenders.LoanAsync(loan)).LenderId;
        var (ofLender, ofGuarantor) = (await lenders.PersonAsync(), await lenders.PersonAsync());
        foreach (var (twin, person) in new[] { (ofLender, lender), (ofGuarantor, guarantor) })
        {
            await lenders.BefriendAsync(twin, borrower);
            await database.JoinAsync(twin, person);
        }

        await lenders.AskAsync(borrower, loan, guarantor, 50_00);
        await RequireUnavailableAsync("guarantor", () => lenders.AskAsync(borrower, loan, ofLender, 50_00));
        await RequireUnavailableAsync("guarantor", () => lenders.AskAsync(borrower, loan, ofGuarantor, 50_00));
        foreach (var party in new[] { lender, borrower })
        {
            var refused = await Assert.ThrowsAsync<DomainException>(() => lenders.AskAsync(borrower, loan, party, 50_00));
            Assert.Equal(["guarantor"], Assert.IsType<ValidationError>(Assert.Single(refused.Errors)).Path);
        }
    }

    private static async Task RequireUnavailableAsync(string path, Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<DomainException>(act);
        Assert.Equal([path], Assert.IsType<CounterpartyUnavailableError>(Assert.Single(refused.Errors)).Path);
    }

    /// <summary>A loan that was asked for, and a friend of the borrower, who is the third person here.</summary>
    private static async Task<(Lenders Lenders, LoanId Loan, UserId Borrower, UserId Guarantor)> AskedAsync(TestDatabase database)
    {
        var lenders = new Lenders(database);
        var (lender, borrower, guarantor) = (await lenders.PersonAsync(1_000), await lenders.PersonAsync(), await lenders.PersonAsync());
        await lenders.BefriendAsync(lender, borrower);
        await lenders.BefriendAsync(guarantor, borrower);
        return (lenders, await lenders.RequestAsync(borrower, lender, 100_00), borrower, guarantor);
    }
}
