using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Shared;

namespace Graph.Domain.Tests.Lending.Plans;

/// <summary>How a loan stands after what was paid early, late or in part, beside a count day by day.</summary>
public sealed class LoanBookTests
{
    private static readonly DateOnly Start = new(2026, 1, 31);

    [Fact]
    public void Interest_to_date_comes_first_and_then_the_instalments_in_their_order()
    {
        var plan = Plan(1_200_00, 73_000, 12, RepaymentKind.EqualPrincipal);
        var after = Start.AddDays(10);

        // 1,200 × 0.073 / 365 is 0.24 a day.
        Assert.Equal((120_000, 2_40, 0), Of(plan, after).Pick(s => (s.Principal, s.Interest, s.DueNow)));
        var state = Of(plan, after, new Settlement(after, 150_00, 2_40));
        Assert.Equal((105_000, 0, new DateOnly(2026, 2, 28)), state.Pick(s => (s.Principal, s.Interest, s.NextDueOn!.Value)));
        Assert.Equal([100_00, 50_00, 0], state.Installments.Take(3).Select(one => one.PaidPrincipal));

        // The rest of the first period bears interest on what is left: 18 days at 0.21.
        Assert.Equal(2_40 + 3_78, state.Installments[0].Interest);
        var due = Of(plan, new DateOnly(2026, 2, 28), new Settlement(after, 150_00, 2_40));
        Assert.Equal((3_78, 0), (due.DueNow, due.Overdue));
        Assert.Equal(3_78, Of(plan, new DateOnly(2026, 3, 1), new Settlement(after, 150_00, 2_40)).Overdue);
    }

    [Fact]
    public void The_day_of_the_payout_counts_and_the_day_of_the_repayment_does_not()
    {
        var plan = Plan(365_00, 100_000, 1, RepaymentKind.Bullet);
        Assert.Equal(0, Of(plan, Start).Interest);
        Assert.Equal(10, Of(plan, Start.AddDays(1)).Interest);
        Assert.Equal(0, Of(plan, Start, new Settlement(Start, 365_00, 0)).Outstanding);
        Assert.Null(Of(plan, Start.AddDays(400), new Settlement(Start, 365_00, 0)).NextDueOn);
    }

    [Fact]
    public void What_is_unpaid_after_the_last_day_goes_on_bearing_interest_but_no_interest_bears_any()
    {
        var plan = Plan(365_00, 100_000, 1, RepaymentKind.Bullet);
        Assert.Equal(2_80, Of(plan, new DateOnly(2026, 2, 28)).Interest);
        var late = Of(plan, Start.AddDays(365));
        Assert.Equal((36_50, 365_00 + 36_50, 365_00 + 36_50), (late.Interest, late.DueNow, late.Overdue));
    }

    [Fact]
    public void Who_pays_late_what_is_due_has_paid_the_instalment()
    {
        var plan = Plan(1_000_00, 120_000, 10, RepaymentKind.EqualPrincipal);
        var day = plan.Installments[0].DueOn.AddDays(2);
        var late = Of(plan, day);
        Assert.Equal(late.Installments[0].Principal + late.Interest, late.DueNow);
        var paid = Of(plan, day, new Settlement(day, late.DueNow - late.Interest, late.Interest));
        Assert.Equal((0, 0, plan.Installments[1].DueOn), (paid.DueNow, paid.Overdue, paid.NextDueOn!.Value));
    }

    [Fact]
    public void At_a_default_everything_is_due()
    {
        var plan = Plan(1_200_00, 73_000, 12, RepaymentKind.EqualPrincipal);
        var day = Start.AddDays(120);
        Assert.Equal(1_200_00 + (120 * 24), new LoanBook(plan, [], allDue: true).At(day).DueNow);
        Assert.True(new LoanBook(plan, [], allDue: false).At(day).DueNow < 500_00);
    }

    [Fact]
    public void Whatever_is_paid_when_adds_up()
    {
        var random = new Random(20260131);
        for (var life = 0; life < 400; life++)
        {
            var kind = (RepaymentKind)random.Next(3);
            var plan = Plan(random.Next(1, 1_000_000), random.Next(0, 154_001), random.Next(1, 37), kind);
            var settled = new List<Settlement>();
            for (var day = Start; day < Start.AddDays(1_400); day = day.AddDays(random.Next(1, 90)))
            {
                var state = Of(plan, day, [.. settled]);
                Assert.Equal(Interest(plan, settled, day), settled.Sum(one => one.Interest) + state.Interest);
                Assert.InRange(state.DueNow, state.Overdue, state.Outstanding);
                Assert.Equal(plan.Terms.Principal.MinorUnits, state.Installments.Sum(one => one.Principal));
                Assert.All(state.Installments, one => Assert.True(one.PaidPrincipal <= one.Principal && one.PaidInterest <= one.Interest));
                Assert.Equal(state.Outstanding == 0, state.NextDueOn is null);
                var amount = random.Next(3) == 0 ? state.DueNow : random.NextInt64(0, state.Outstanding + 1);
                var interest = Math.Min(amount, state.Interest);
                settled.Add(new Settlement(day, amount - interest, interest));
            }
        }
    }

    /// <summary>Adds up each day, and rounds down once for each instalment.</summary>
    private static long Interest(LoanPlan plan, List<Settlement> settled, DateOnly until)
    {
        var (left, sum, interest, number) = (plan.Terms.Principal.MinorUnits, (Rational)0, 0L, 0);
        for (var day = plan.Start; day < until; day = day.AddDays(1))
        {
            left -= settled.Where(one => one.On == day).Sum(one => one.Principal);
            sum += new Rational(left * plan.Terms.Rate.Millionths, 365_000_000);
            if (number < plan.Installments.Count - 1 && plan.Installments[number].DueOn == day.AddDays(1))
            {
                (interest, sum, number) = (interest + sum.RoundedDown, 0, number + 1);
            }
        }

        return interest + sum.RoundedDown;
    }

    private static LoanPlan Plan(long principal, long rate, int months, RepaymentKind kind) =>
        LoanPlan.Of(new LoanTerms(Money.Fen(principal), new AnnualRate(rate), months, kind), Start);

    private static LoanState Of(LoanPlan plan, DateOnly day, params Settlement[] settled) => new LoanBook(plan, settled, allDue: false).At(day);
}

internal static class Picking
{
    public static TPart Pick<T, TPart>(this T whole, Func<T, TPart> part) => part(whole);
}
