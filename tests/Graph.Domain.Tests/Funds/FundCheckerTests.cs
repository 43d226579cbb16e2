using Graph.Domain.Ledger.Checking;
using Graph.Domain.Tests.Funds.Checking;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds;

/// <summary>What the database holds of funds by itself, and what the checker finds where it was made to look away.</summary>
public sealed partial class FundCheckerTests
{
    [Theory]
    [InlineData("UPDATE holding SET units = units + 1 WHERE kind = 0 AND units > 0", "the units of holders are the units of the fund")]
    [InlineData("UPDATE unit_posting SET units = units + 1 WHERE kind = 0", "a holding is the sum of its postings")]
    [InlineData("UPDATE unit_posting SET units = units + 1 WHERE kind = 0", "units move within a fund, as their order says")]
    [InlineData("UPDATE holding SET locked = locked + 1 WHERE kind = 0 AND units > 0", "locked units are those of open redemptions")]
    [InlineData("UPDATE unit_lot SET taken = taken + 1", "units come from lots")]
    [InlineData("UPDATE fund_order SET status = 2, settled_at = ordered_at, due_at = NULL WHERE status = 1", "a settled order has moved its units")]
    [InlineData("UPDATE fund_order SET ordered_amount = ordered_amount + 1 WHERE status = 0 AND side = 0", "money in transit is that of open subscriptions")]
    [InlineData("UPDATE fund_order SET fee = fee + 1, gross = gross + 1 WHERE status = 1 AND side = 1", "a fund has what its units are worth")]
    [InlineData("UPDATE fund_order SET gross = gross + 1 WHERE status = 2 AND side = 1", "an order moved the money that it says")]
    [InlineData("DELETE FROM fund_order_transaction", "each payment of a fund belongs to an order")]
    [InlineData("UPDATE instant_use SET used = used - 1", "instant redemptions count against the limits")]
    [InlineData("UPDATE account SET credits_posted = credits_posted + 1 WHERE kind = 6", "the bank has what it added, without what it advanced and did not get back")]
    [InlineData("UPDATE holding SET units = units - 10000 WHERE kind = 2", "the bank has units for what it advanced")]
    [InlineData("UPDATE unit_lot SET since = '2026-11-23'", "a lot is what its order bought, less what was redeemed")]
    [InlineData("DELETE FROM unit_lot", "a lot is what its order bought, less what was redeemed")]
    [InlineData("UPDATE fund_order SET ordered_units = 9000000 WHERE status = 1 AND side = 1", "units, amount and fee of an order follow from its value")]
    [InlineData("UPDATE redemption_fee SET fee = 20000 WHERE from_day = 0", "units, amount and fee of an order follow from its value")]
    [InlineData("UPDATE fund SET closed_on = published_on, value = value + 1 WHERE kind <> 0", "days are closed one after the other")]
    [InlineData("UPDATE fund_publication SET value = value + 1", "a day counts what was published")]
    [InlineData("UPDATE holding SET carry = carry + 1 WHERE kind = 0 AND units > 0", "what is less than a unit is carried")]
    [InlineData("UPDATE fund_day SET income = income + 100 WHERE income > 0", "holders get the income of each day")]
    [InlineData("UPDATE fund_order SET trade_on = '2026-11-23' WHERE status = 0", "a closed day has priced its orders")]
    [InlineData("UPDATE unit_posting SET effective_on = '2026-11-20' WHERE kind = 0", "units move within a fund, as their order says")]
    [InlineData("UPDATE unit_posting SET effective_on = '2026-11-20' WHERE kind = 2", "units move within a fund, as their order says")]
    [InlineData("UPDATE unit_posting SET effective_on = '2026-11-20' WHERE kind = 3", "units move within a fund, as their order says")]
    [InlineData("UPDATE fund_day SET closed_at = '2020-01-01 00:00:00' WHERE closed_at IS NOT NULL; UPDATE fund_order SET due_at = '2020-01-01 00:00:00' WHERE status = 1", "an order takes its steps in time")]
    [InlineData("UPDATE fund_order SET standing_on = '2026-11-20' WHERE standing = 0", "a standing order invests once a night")]
    [InlineData("UPDATE fund_order SET standing = NULL, standing_on = NULL", "a standing order invests once a night")]
    [InlineData("UPDATE fund_order SET ordered_amount = ordered_amount + 1 WHERE side = 1 AND payment_id IS NOT NULL", "a payment is covered by a redemption of its payer")]
    [InlineData("UPDATE transactions SET amount = 1 WHERE kind = 2", "a payment is covered by a redemption of its payer")]
    [InlineData("UPDATE standing_order SET due_at = '2020-01-01 00:00:00'", "a standing order takes its steps in time")]
    public async Task A_broken_rule_is_found(string damage, string rule)
    {
        await using var database = await LivelyFunds.OpenAsync();
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await database.DamageAsync(damage);
        Assert.Contains(await database.Get<LedgerChecker>().CheckAsync(), violation => violation.Rule == rule);
    }

    [Theory]
    [InlineData("UPDATE unit_posting SET units = 1", "append-only")]
    [InlineData("DELETE FROM unit_posting", "append-only")]
    [InlineData("UPDATE fund_publication SET value = 1", "append-only")]
    [InlineData("DELETE FROM fund_order_transaction", "append-only")]
    [InlineData("UPDATE risk_assessment SET tolerance = 5", "append-only")]
    [InlineData("UPDATE holding SET units = -1 WHERE kind = 0", "ck_holding_units")]
    [InlineData("UPDATE holding SET locked = units + 1 WHERE kind = 0", "ck_holding_units")]
    [InlineData("UPDATE holding SET units = 1 WHERE kind = 1", "ck_holding_units")]
    [InlineData("UPDATE holding SET carry = 100000000", "ck_holding_carry")]
    [InlineData("UPDATE holding SET user_id = NULL WHERE kind = 0", "ck_holding_owner|ux_holding")]
    [InlineData("UPDATE instant_use SET used = 1000001", "ck_instant_use")]
    [InlineData("UPDATE fund SET value = 10001 WHERE kind = 0", "ck_fund_value")]
    [InlineData("UPDATE fund SET subscription_fee = 50001 WHERE kind <> 0", "ck_fund_terms")]
    [InlineData("UPDATE fund_order SET status = 0 WHERE status = 2", "ck_fund_order_(priced|over)")]
    [InlineData("UPDATE fund_order SET gross = gross + 1 WHERE status = 2 AND side = 0", "ck_fund_order_fee")]
    [InlineData("UPDATE fund_order SET payment_id = NULL WHERE side = 0", "ck_fund_order_asked")]
    [InlineData("UPDATE fund_order SET speed = 1 WHERE side = 1 AND payment_id IS NOT NULL", "ck_fund_order_asked")]
    [InlineData("UPDATE unit_lot SET taken = units + 1", "ck_unit_lot_taken")]
    [InlineData("UPDATE fund_order SET standing = 0, standing_on = '2026-11-20' WHERE side = 0", @"ux_fund_order_auto_invest|fund_order\.standing_on")]
    [InlineData("UPDATE fund_order SET standing = 1, standing_on = '2026-11-20' WHERE side = 0", @"ux_fund_order_plan|fund_order\.standing_on")]
    [InlineData("UPDATE fund_order SET standing = 0, standing_on = '2026-11-20' WHERE side = 1", "ck_fund_order_standing")]
    [InlineData("UPDATE fund_order SET standing_on = NULL WHERE standing = 0", "ck_fund_order_standing")]
    [InlineData("UPDATE standing_order SET kind = 0, floor = 0, amount = NULL, day_of_month = NULL", @"ux_standing_order_auto_invest|standing_order\.user_id")]
    [InlineData("UPDATE standing_order SET day_of_month = 32 WHERE kind = 1", "ck_standing_order_terms")]
    [InlineData("UPDATE standing_order SET floor = -1 WHERE kind = 0", "ck_standing_order_terms")]
    [InlineData("UPDATE standing_order SET due_at = NULL", "ck_standing_order_paused")]
    [InlineData("UPDATE account SET debits_posted = credits_posted + 1 WHERE kind IN (4, 5, 6)", "ck_account_floor")]
    public async Task An_attack_is_refused_by_the_database_itself(string attack, string by)
    {
        await using var database = await LivelyFunds.OpenAsync();
        var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            database.Units.WriteAsync(db => db.Database.ExecuteSqlRawAsync(attack)));
        Assert.Matches(by, refused.Message);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
