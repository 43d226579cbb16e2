using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds.Checking;

/// <summary>Damage that all sums agree with. Only a rule that computes anew what the rows say finds it.</summary>
public sealed class FundAuditTests
{
    private const string Value = "an order takes the value of its day";
    private const string Pricing = "units, amount and fee of an order follow from its value";
    private const string Fee = "the institution gets the fee of an order";
    private const string Lot = "a lot is what its order bought, less what was redeemed";
    private const string Limits = "instant redemptions count against the limits";
    private const string Return = "the bank's units are given back on a day";
    private const string Late = "the bank gets its money back in time";
    private const string Money = "a holding counts what was paid in and out";
    private const string Cost = "the cost of a holding follows from what came and left";
    private const string Suitability = "a fund that is riskier than its buyer tolerates is sold after a warning, and never at C1";

    private const string OfShares = "fund_id IN (SELECT id FROM fund WHERE kind <> 0)";

    /// <summary>The postings of the fee of the redemption that is settled.</summary>
    private const string FeePaid =
        "(SELECT l.transaction_id FROM fund_order_transaction l JOIN fund_order o ON o.id = l.order_id JOIN transactions t ON t.id = l.transaction_id "
            + "WHERE o.side = 1 AND o.fee > 0 AND t.kind = 20)";

    [Theory]
    [InlineData("UPDATE fund_order SET value = value + 1 WHERE status = 2 AND side = 1 AND speed = 0", Value)]
    [InlineData($"UPDATE fund_order SET value = value + 1 WHERE status = 2 AND side = 0 AND {OfShares}", $"{Value}|{Pricing}")]
    [InlineData($"UPDATE fund_order SET units = units - 1 WHERE status = 2 AND side = 0 AND {OfShares};"
        + $"UPDATE unit_posting SET units = units - 1 WHERE kind = 0 AND {OfShares};"
        + "UPDATE unit_lot SET units = units - 1;"
        + $"UPDATE holding SET units = units - 1 WHERE kind = 0 AND units > 0 AND {OfShares};"
        + $"UPDATE holding SET units = units + (SELECT COUNT(*) FROM unit_lot) WHERE kind = 1 AND {OfShares}", Pricing)]
    [InlineData("UPDATE fund_order SET fee = fee - 1, gross = gross + 1 WHERE status = 2 AND side = 0 AND fee > 0", $"{Pricing}|{Fee}")]
    [InlineData($"UPDATE account SET debits_posted = debits_posted - 1 WHERE id IN (SELECT debit_id FROM posting WHERE transaction_id IN {FeePaid});"
        + $"UPDATE account SET credits_posted = credits_posted - 1 WHERE id IN (SELECT credit_id FROM posting WHERE transaction_id IN {FeePaid});"
        + "UPDATE entry SET change = change + (CASE WHEN change < 0 THEN 1 ELSE -1 END),"
        + $" balance_after = balance_after + (CASE WHEN change < 0 THEN 1 ELSE -1 END) WHERE transaction_id IN {FeePaid};"
        + $"UPDATE posting SET amount = amount - 1 WHERE transaction_id IN {FeePaid};"
        + $"UPDATE transactions SET amount = amount - 1 WHERE id IN {FeePaid};"
        + "UPDATE fund_order SET fee = fee - 1, gross = gross - 1 WHERE status = 2 AND side = 1 AND fee > 0", Pricing)]
    [InlineData("UPDATE unit_lot SET since = '2026-11-23'", Lot)]
    [InlineData("DELETE FROM instant_use", Limits)]
    [InlineData("UPDATE instant_use SET used = used + 1", Limits)]
    [InlineData("UPDATE fund SET advance_due_at = NULL", Return)]
    [InlineData("UPDATE fund SET advance_due_at = '2020-01-01 00:00:00' WHERE liquidity_id IS NOT NULL", Late)]
    [InlineData("UPDATE holding SET paid_in = paid_in + 1 WHERE kind = 0 AND cost = paid_in", $"{Money}|{Cost}")]
    [InlineData("UPDATE holding SET paid_out = paid_out + 1 WHERE kind = 0 AND paid_out > 0", Money)]
    [InlineData("UPDATE holding SET cost = cost - 1 WHERE kind = 0 AND cost = paid_in", Cost)]
    [InlineData("UPDATE holding SET cost = cost - 1 WHERE kind = 0 AND cost < paid_in", Cost)]
    [InlineData("UPDATE fund_order SET warned_at = NULL", Suitability)]
    [InlineData("UPDATE standing_order SET warned_at = NULL", Suitability)]
    [InlineData("UPDATE risk_assessment SET tolerance = 2", Suitability)]
    [InlineData("UPDATE risk_assessment SET tolerance = 1; UPDATE fund_order SET warned_at = 1 WHERE side = 0; UPDATE standing_order SET warned_at = 1", Suitability)]
    [InlineData("UPDATE risk_assessment SET valid_until = '2020-01-01 00:00:00'", Suitability)]
    public async Task Damage_that_agrees_with_all_sums_is_found(string damage, string rules)
    {
        await using var database = await LivelyFunds.OpenAsync(settles: damage.Contains("debits_posted", StringComparison.Ordinal));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await database.DamageAsync(damage);
        var violations = await database.Get<LedgerChecker>().CheckAsync();
        Assert.Equal(rules.Split('|').Order(), violations.Select(violation => violation.Rule).Distinct().Order());
    }

    [Fact]
    public async Task What_was_redeemed_at_once_still_counts_when_the_account_gets_another_person()
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var (one, other, third) = (await investors.PersonAsync(500), await investors.PersonAsync(500), await investors.PersonAsync(500));
        var fund = await investors.FundAsync();
        await investors.AdvanceAsync(fund, 1_000);
        UserId[] people = [one, other, third];
        foreach (var person in people)
        {
            await investors.SubscribeAsync(person, fund, 500_00);
        }

        investors.At(new DateOnly(2026, 11, 23), 20);
        await investors.PublishAsync(fund, new DateOnly(2026, 11, 23), 1, 0.5m);
        investors.At(new DateOnly(2026, 11, 24), 8);
        await investors.WorkAsync();
        foreach (var person in people)
        {
            await investors.RedeemAsync(person, fund, 100_00, speed: RedemptionSpeed.Instant);
        }

        await database.JoinAsync(other, one);
        await database.Units.WriteAsync(db => db.Set<User>()
            .Where(u => u.Id == third)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PersonId, (PersonId?)null).SetProperty(u => u.Level, RealNameLevel.None)));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task What_another_account_of_the_person_answered_still_counts_when_the_identity_is_lost()
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var (one, other) = (await investors.PersonAsync(500, RiskTolerance.C2), await investors.PersonAsync(0, RiskTolerance.C2));
        await database.JoinAsync(one, other);
        await AnswerAsync(one, RiskTolerance.C2);
        await AnswerAsync(other, RiskTolerance.C5);
        await investors.SetPlanAsync(one, await investors.FundAsync(FundKind.Equity, RiskGrade.R5), yuan: 12);
        await database.Units.WriteAsync(db => db.Set<User>()
            .Where(u => u.Id == one)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PersonId, (PersonId?)null).SetProperty(u => u.Level, RealNameLevel.None)));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        Task AnswerAsync(UserId by, RiskTolerance tolerance)
        {
            database.Clock.Advance(TimeSpan.FromHours(1));
            return database.Get<RiskAssessments>().SubmitAsync(by, RiskQuestionnaire.Version, Investors.AnswersOf(tolerance));
        }
    }

    [Fact]
    public async Task What_a_person_tolerated_counts_as_of_the_order()
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        var person = await investors.PersonAsync(500, RiskTolerance.C4);
        var (bonds, shares) = (await investors.FundAsync(FundKind.Bond), await investors.FundAsync(FundKind.Equity, RiskGrade.R4));
        await investors.SubscribeAsync(person, shares, 10_00);
        await investors.SetPlanAsync(person, shares, yuan: 12);
        await AnswerAsync(RiskTolerance.C2);
        await investors.SubscribeAsync(person, shares, 10_00, acknowledges: true);
        await AnswerAsync(RiskTolerance.C1);
        await Assert.ThrowsAsync<DomainException>(() => investors.SubscribeAsync(person, bonds, 10_00, acknowledges: true));
        await database.JoinAsync(person, await investors.PersonAsync(0, RiskTolerance.C1));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        Task AnswerAsync(RiskTolerance tolerance)
        {
            database.Clock.Advance(TimeSpan.FromHours(1));
            return database.Get<RiskAssessments>().SubmitAsync(
                person, RiskQuestionnaire.Version, Investors.AnswersOf(tolerance));
        }
    }
}
