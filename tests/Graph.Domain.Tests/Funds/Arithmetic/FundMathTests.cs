using System.Numerics;
using Graph.Domain.Funds.Arithmetic;

namespace Graph.Domain.Tests.Funds.Arithmetic;

/// <summary>The arithmetic of funds against the same sums in fractions, computed another way.</summary>
public sealed class FundMathTests
{
    [Fact]
    public void Units_fees_and_amounts_are_those_of_fractions()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var (amount, fee, value) = (random.NextInt64(100, 1_000_000_000_000), random.NextInt64(0, 50_001), random.NextInt64(1, 10_000_000));
            var net = FundMath.NetOf(amount, fee);

            // net (1 + fee) is at most the amount, and one fen more would be too much.
            Assert.True((BigInteger)net * (1_000_000 + fee) <= (BigInteger)amount * 1_000_000);
            Assert.True((BigInteger)(net + 1) * (1_000_000 + fee) > (BigInteger)amount * 1_000_000);

            var units = FundMath.UnitsFor(net, value);
            Assert.Equal(Floor(new BigInteger(net) * 1_000_000, value), units);
            Assert.Equal(Floor(new BigInteger(units) * value, 1_000_000), FundMath.WorthOf(units, value));
            Assert.InRange(FundMath.WorthOf(units, value), net - 1 - (value / 1_000_000), net);
        }
    }

    [Theory]
    [InlineData(10_000, 10_000, 15_000, 2)] // 1 unit at 1.0000 is 100 fen; 1.5 % of it are 1.5 fen, half up.
    [InlineData(10_000, 10_000, 14_999, 1)]
    [InlineData(333_333, 12_345, 5_000, 21)] // 4115 fen and a bit, at 0.5 %: 20.57 fen.
    public void A_redemption_fee_is_rounded_half_up(long units, long value, long fee, long expected) =>
        Assert.Equal(expected, FundMath.FeeOf([(units, fee)], value));

    [Fact]
    public void Fees_of_several_lots_are_rounded_once()
    {
        // Three times half a fen are one and a half: two. Each by itself would make three.
        (long, long)[] lots = [(10_000, 5_000), (10_000, 5_000), (10_000, 5_000)];
        Assert.Equal(2, FundMath.FeeOf(lots, 10_000));
        Assert.Equal(3, lots.Sum(lot => FundMath.FeeOf([lot], 10_000)));
    }

    [Fact]
    public void Ten_years_of_days_with_a_thousand_holders_lose_nothing()
    {
        var random = new Random(11);
        var units = Enumerable.Range(0, 1_000).Select(_ => random.NextInt64(1, 100_000_000)).ToArray();
        var exact = units.Select(one => new BigInteger(one) * 100_000_000).ToArray();
        var carries = new long[units.Length];
        for (var day = 0; day < 3_650; day++)
        {
            var income = random.NextInt64(0, 20_000);
            for (var i = 0; i < units.Length; i++)
            {
                // All of it, in hundred-millionths: income is paid for whole ten-thousandths of a unit only.
                exact[i] += exact[i] / 100_000_000 * income;
                var (more, carry) = FundMath.IncomeOf(units[i], income, carries[i]);
                (units[i], carries[i]) = (units[i] + more, carry);
            }
        }

        Assert.All(Enumerable.Range(0, units.Length), i => Assert.Equal(exact[i], (new BigInteger(units[i]) * 100_000_000) + carries[i]));
    }

    [Fact]
    public void A_seven_day_yield_is_that_of_exact_fractions()
    {
        var random = new Random(3);
        for (var i = 0; i < 60; i++)
        {
            var incomes = Enumerable.Range(0, 7).Select(_ => random.NextInt64(0, i < 30 ? 10_000 : 40)).ToList();
            Assert.Equal(ExactYield(incomes), Returns.SevenDayYield(incomes));
        }

        Assert.Null(Returns.SevenDayYield([1, 2, 3, 4, 5, 6]));
        Assert.Equal(0.00000m, Returns.SevenDayYield([0, 0, 0, 0, 0, 0, 0]));

        // 0.5479 yuan a day for 10,000 units, as in the published example of a 2 % fund.
        Assert.Equal(0.02020m, Returns.SevenDayYield([5479, 5479, 5479, 5479, 5479, 5479, 5479]));
    }

    [Fact]
    public void An_annual_return_makes_all_flows_worth_nothing()
    {
        // Known from spreadsheets: −10,000, 2,750, 4,250, 3,250, 2,750 give 37.3363 %.
        CashFlow[] flows =
        [
            new(new DateOnly(2008, 1, 1), -1_000_000),
            new(new DateOnly(2008, 3, 1), 275_000),
            new(new DateOnly(2008, 10, 30), 425_000),
            new(new DateOnly(2009, 2, 15), 325_000),
            new(new DateOnly(2009, 4, 1), 275_000),
        ];
        Assert.Equal(0.373363m, Returns.Annual(flows));

        // One year at 8 %, and a loss of half.
        Assert.Equal(0.08m, Returns.Annual([new(new DateOnly(2025, 1, 1), -10_000), new(new DateOnly(2026, 1, 1), 10_800)]));
        Assert.Equal(-0.5m, Returns.Annual([new(new DateOnly(2025, 1, 1), -10_000), new(new DateOnly(2026, 1, 1), 5_000)]));
        Assert.Null(Returns.Annual([new(new DateOnly(2025, 1, 1), -10_000), new(new DateOnly(2025, 1, 30), 10_800)]));
        Assert.Null(Returns.Annual([new(new DateOnly(2025, 1, 1), -10_000)]));
    }

    /// <summary>
    /// The largest y with five decimals so that (1 + y − 0.000005)^7 is at most the product's 365th power, in whole numbers.
    /// </summary>
    private static decimal ExactYield(List<long> incomes)
    {
        var one = BigInteger.Pow(10, 8);
        var product = incomes.Aggregate(BigInteger.One, (product, income) => product * (one + income));
        var power = BigInteger.Pow(product, 365);

        // The yield in units of 1/200,000 less one: (200,000 + 2 y − 1)^7 / 200,000^7 against product^365 / 10^(8·7·365).
        var left = BigInteger.Pow(10, 8 * 7 * 365);
        var (low, high) = (0L, 10_000_000L);
        while (low < high)
        {
            var y = (low + high + 1) / 2;
            var fits = BigInteger.Pow(200_000 + (2 * y) - 1, 7) * left <= power * BigInteger.Pow(200_000, 7);
            (low, high) = fits ? (y, high) : (low, y - 1);
        }

        return low / 100_000m;
    }

    private static long Floor(BigInteger numerator, long denominator) => (long)(numerator / denominator);
}
