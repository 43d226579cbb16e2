using Graph.Domain.Lending.Plans;
using Graph.Domain.Shared;

namespace Graph.Domain.Tests.Lending.Plans;

/// <summary>Plans to the fen, beside a second way of computing them: day by day, and with fractions of any denominator.</summary>
public sealed class LoanPlanTests
{
    /// <summary>Principal in fen, rate in millionths, months, day of the payout.</summary>
    private static readonly (long Principal, long Rate, int Months, string Start)[] Cases =
    [
        (1_000_00, 120_000, 12, "2026-01-31"),
        (1_000_00, 120_000, 12, "2024-01-31"),
        (1_000_00, 120_000, 1, "2024-02-29"),
        (1_000_00, 0, 7, "2026-11-27"),
        (1, 120_000, 36, "2026-11-27"),
        (1, 0, 1, "2026-12-31"),
        (37, 154_000, 36, "2023-12-31"),
        (999_999_99, 123_457, 36, "2027-08-31"),
        (5_000_00, 1, 24, "2025-10-30"),
        (10_000_000_000_000, 120_000, 36, "2028-02-29"),
        (3_000_00, 60_000, 6, "2026-05-20"),
        (200_000_00, 1_000_000, 36, "2026-03-31"),
        (12_345_67, 119_999, 3, "2025-11-30"),
        (777_77, 33_333, 11, "2026-08-29"),
    ];

    public static TheoryData<long, long, int, string, RepaymentKind> Plans
    {
        get
        {
            var rows = new TheoryData<long, long, int, string, RepaymentKind>();
            foreach (var (principal, rate, months, start) in Cases)
            {
                foreach (var repayment in Enum.GetValues<RepaymentKind>())
                {
                    rows.Add(principal, rate, months, start, repayment);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void A_plan_is_what_a_second_way_computes(long principal, long rate, int months, string start, RepaymentKind repayment)
    {
        var from = DateOnly.ParseExact(start, "O");
        var plan = LoanPlan.Of(new LoanTerms(Money.Fen(principal), new AnnualRate(rate), months, repayment), from);
        var daily = new Rational(rate, 1_000_000) / 365;
        var count = repayment == RepaymentKind.Bullet ? 1 : months;
        var due = Enumerable.Range(1, count).Select(k => DueOn(from, repayment == RepaymentKind.Bullet ? months : k)).ToList();
        var level = Level(principal, daily, from, due);
        var (left, day, interestDays) = (principal, from, (Rational)0);
        foreach (var (index, one) in plan.Installments.Index())
        {
            Rational accrued = 0;
            for (; day < due[index]; day = day.AddDays(1))
            {
                accrued += daily * left;
                interestDays += left;
            }

            var interest = accrued.RoundedDown;
            var part = index == count - 1 ? left : repayment == RepaymentKind.EqualPrincipal
                ? ((Rational)principal / count).RoundedDown
                : Math.Min(left, Math.Max(0, level - interest));
            Assert.Equal((index + 1, due[index], part, interest), (one.Number, one.DueOn, one.Principal, one.Interest));
            left -= part;
        }

        Assert.Equal(0, left);
        Assert.Equal(count, plan.Installments.Count);
        var effective = (Rational)365 * plan.TotalInterest.MinorUnits / interestDays * 1_000_000;
        Assert.Equal(effective.RoundedUp, plan.EffectiveRate.Millionths);
        Assert.True(plan.EffectiveRate.Millionths <= rate, "Rounding down never raises the rate.");
    }

    [Fact]
    public void Due_dates_do_not_creep_at_the_ends_of_months()
    {
        var plan = LoanPlan.Of(
            new LoanTerms(Money.Yuan(300), default, 4, RepaymentKind.EqualPrincipal), new DateOnly(2027, 1, 31));
        Assert.Equal(
            [new DateOnly(2027, 2, 28), new DateOnly(2027, 3, 31), new DateOnly(2027, 4, 30), new DateOnly(2027, 5, 31)],
            plan.Installments.Select(one => one.DueOn));
    }

    [Fact]
    public void Leap_years_have_366_days_of_interest_over_365()
    {
        var terms = new LoanTerms(Money.Yuan(365), new AnnualRate(100_000), 12, RepaymentKind.Bullet);
        Assert.Equal(36_50, LoanPlan.Of(terms, new DateOnly(2026, 1, 1)).TotalInterest.MinorUnits);
        Assert.Equal(36_60, LoanPlan.Of(terms, new DateOnly(2028, 1, 1)).TotalInterest.MinorUnits);
    }

    [Theory]
    [InlineData("2020-08-20", 154_000)]
    [InlineData("2021-12-19", 154_000)]
    [InlineData("2021-12-20", 152_000)]
    [InlineData("2024-10-20", 134_000)]
    [InlineData("2025-05-20", 120_000)]
    [InlineData("2026-11-27", 120_000)]
    public void The_cap_is_four_times_the_prime_rate_of_the_day(string day, long millionths) =>
        Assert.Equal(millionths, new PrimeRates().CapOn(DateOnly.ParseExact(day, "O")).Millionths);

    [Fact]
    public void A_later_prime_rate_counts_from_its_day()
    {
        var rates = new PrimeRates([new PrimeRate(new DateOnly(2026, 12, 21), new AnnualRate(28_000))]);
        Assert.Equal(120_000, rates.CapOn(new DateOnly(2026, 12, 20)).Millionths);
        Assert.Equal(112_000, rates.CapOn(new DateOnly(2026, 12, 21)).Millionths);
    }

    /// <summary>The same day of a later month, or its last day.</summary>
    private static DateOnly DueOn(DateOnly start, int months)
    {
        var (year, month) = (start.Year + ((start.Month - 1 + months) / 12), ((start.Month - 1 + months) % 12) + 1);
        return new DateOnly(year, month, Math.Min(start.Day, DateTime.DaysInMonth(year, month)));
    }

    /// <summary>P divided by the sum of the worths of one fen at each due date.</summary>
    private static long Level(long principal, Rational daily, DateOnly start, List<DateOnly> due)
    {
        Rational worth = 1, sum = 0;
        foreach (var (index, day) in due.Index())
        {
            worth /= daily * (day.DayNumber - (index == 0 ? start : due[index - 1]).DayNumber) + 1;
            sum += worth;
        }

        return ((Rational)principal / sum).RoundedHalfUp;
    }
}
