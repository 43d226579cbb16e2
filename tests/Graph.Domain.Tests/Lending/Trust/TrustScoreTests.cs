using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Tests.Lending.Trust;

/// <summary>What the trust score counts, as docs/lending.md says it.</summary>
public sealed class TrustScoreTests
{
    [Fact]
    public async Task Late_instalments_and_a_default_cost_what_the_table_says()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        var loan = await lenders.RequestAsync(borrower, lender, 300_00, rate: 0, months: 3);
        await lenders.AnswerAsync(lender, loan);
        Assert.Equal((0, 200, 100), await PartsAsync(database, borrower));

        // The first in time, the second ten days late, the third never.
        await PassAsync(database, 20);
        await lenders.RepayAsync(borrower, loan, 100_00);
        await PassAsync(database, 51);
        await lenders.RepayAsync(borrower, loan, 100_00);
        Assert.Equal((40, 150, 100), await PartsAsync(database, borrower));
        await PassAsync(database, 60);
        Assert.Equal((40, 100, 100), await PartsAsync(database, borrower));
        await PassAsync(database, 60);
        Assert.Equal(LoanStatus.Defaulted, (await lenders.LoanAsync(loan)).Status);
        Assert.Equal((40, 100, 0), await PartsAsync(database, borrower));

        // What is repaid at last takes nothing of it back; and the lender's own score has no part in it.
        await lenders.RepayAsync(borrower, loan, 100_00);
        Assert.Equal((40, 100, 0), await PartsAsync(database, borrower));
        Assert.Equal((0, 200, 100), await PartsAsync(database, lender));
    }

    /// <summary>Two friends who lend each other a fen many times have paid back once.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_loans_of_one_lender_count_once_a_month(bool waitsForTheDueDay)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        var other = await lenders.PersonAsync(10);
        await lenders.BefriendAsync(other, borrower);
        await LendAndRepayAsync([lender, lender, lender, lender]);
        Assert.Equal(40, (await PartsAsync(database, borrower)).InTime);
        await LendAndRepayAsync([lender, other, lender]);
        Assert.Equal(120, (await PartsAsync(database, borrower)).InTime);

        async Task LendAndRepayAsync(UserId[] givers)
        {
            var loans = new List<LoanId>();
            foreach (var giver in givers)
            {
                loans.Add(await lenders.RequestAsync(borrower, giver, 1, rate: 0, months: 1, RepaymentKind.Bullet));
                await lenders.AnswerAsync(giver, loans[^1]);
            }

            await PassAsync(database, waitsForTheDueDay ? 30 : 0);
            foreach (var loan in loans)
            {
                await lenders.RepayAsync(borrower, loan, 1);
            }

            await PassAsync(database, 31);
        }
    }

    private static async Task<(int InTime, int Late, int Defaults)> PartsAsync(TestDatabase database, UserId user)
    {
        var parts = (await database.Units.ReadAsync(db => TrustScores.OfAsync(db, [user], database.Clock.UtcNow(), default)))[user].Parts;
        return (parts[0].Points, parts[1].Points, parts[2].Points);
    }

    private static async Task PassAsync(TestDatabase database, int days)
    {
        for (var day = 0; day < days; day++)
        {
            database.Clock.Advance(TimeSpan.FromDays(1));
            await database.MeetAsync<LoanDeadlines>();
        }
    }

    /// <summary>A lender and a borrower with enough to repay, who are friends.</summary>
    private static async Task<(Lenders Lenders, UserId Lender, UserId Borrower)> PairAsync(TestDatabase database)
    {
        var lenders = new Lenders(database);
        var (lender, borrower) = (await lenders.PersonAsync(2_000), await lenders.PersonAsync(100));
        await lenders.BefriendAsync(lender, borrower);
        return (lenders, lender, borrower);
    }
}
