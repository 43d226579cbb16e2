using System.Numerics;
using Graph.Domain.Funds.Arithmetic;
using Graph.Tests.Stores;

namespace Graph.Domain.Tests.Funds.Arithmetic;

/// <summary>
/// Annual returns to the last digit. They are compared with the root of a polynomial in whole numbers: the factor by which money grows
/// in a day has whole exponents, so neither logarithms nor fractions of powers are needed.
/// </summary>
public sealed class AnnualReturnTests
{
    /// <summary>One, with as many digits after the point as are computed.</summary>
    private static readonly BigInteger One = BigInteger.Pow(10, 60);

    private static readonly DateOnly First = new(2024, 1, 1);

    private enum Life
    {
        BuysOnly,
        BuysAndSells,
        SellsAllAndBuysAgain,
        EndsWithNothing,
    }

    [Fact]
    public void The_return_of_an_investment_is_exact_however_money_goes_in_and_out()
    {
        var random = new Random(5);
        var (investments, compared, kinds) = (Thorough.Life(100, 600), 0, Enum.GetValues<Life>());
        for (var i = 0; i < investments; i++)
        {
            var flows = Flows(random, kinds[i % kinds.Length], days: random.Next(31, 1_500));
            var (exact, annual) = (Exact(flows), Returns.Annual(flows));
            Assert.True(exact == annual, $"{annual}, not {exact}: {string.Join(", ", flows)}");
            compared += exact is null ? 0 : 1;
        }

        Assert.True(compared > investments * 3 / 4, $"Only {compared} investments had a return.");
    }

    [Fact]
    public void From_thirty_days_on_there_is_a_return()
    {
        CashFlow[] flows = [new(First, -10_000_00), new(First.AddDays(10), 5_000_00), new(First.AddDays(20), -2_000_00), new(First.AddDays(30), 7_100_00)];
        Assert.Equal(Exact(flows), Returns.Annual(flows));
        Assert.NotNull(Returns.Annual(flows));
        flows[^1] = flows[^1] with { On = First.AddDays(29) };
        Assert.Null(Returns.Annual(flows));

        // One percent in thirty days: 1.01 to the power of 365 / 30.
        Assert.Equal(0.128695m, Returns.Annual([new(First, -100_00), new(First.AddDays(30), 101_00)]));
    }

    /// <summary>Somebody invests in a fund whose value moves by up to two percent a day.</summary>
    private static List<CashFlow> Flows(Random random, Life life, int days)
    {
        var (flows, value, units) = (new List<CashFlow>(), 1.0, 0.0);
        Buy(0);
        for (var day = random.Next(1, 20); day < days; day += random.Next(1, 60))
        {
            value = Math.Clamp(value * (1 + ((random.NextDouble() - 0.49) * 0.04)), 0.2, 5);
            if (units == 0 || life == Life.BuysOnly || random.Next(2) == 0)
            {
                Buy(day);
            }
            else
            {
                Sell(day, life == Life.SellsAllAndBuysAgain && random.Next(3) == 0 ? 1 : random.NextDouble() * 0.8);
            }
        }

        if (units > 0 || flows[^1].Amount < 0)
        {
            // Whoever has nothing left has no value on the last day: the return ends with the last money that came out.
            Sell(life == Life.EndsWithNothing ? flows[^1].On.DayNumber - First.DayNumber + 1 : days, 1);
        }

        return flows;

        void Buy(int day)
        {
            var paid = random.NextInt64(100, 10_000_00);
            units += paid / value;
            flows.Add(new CashFlow(First.AddDays(day), -paid));
        }

        void Sell(int day, double part)
        {
            flows.Add(new CashFlow(First.AddDays(day), Math.Max(1, (long)(units * part * value))));
            units = part == 1 ? 0 : units * (1 - part);
        }
    }

    /// <summary>Returns the return rounded half up at six decimals; null when it cannot be shown.</summary>
    private static decimal? Exact(IReadOnlyCollection<CashFlow> flows)
    {
        var (first, last) = (flows.Min(flow => flow.On).DayNumber, flows.Max(flow => flow.On).DayNumber);
        if (last - first < 30)
        {
            return null;
        }

        // With nearly no growth the last money counts most, and with very much the first.
        var (low, high) = (One / 2, 2 * One);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = WorthAtEnd(middle) > 0 ? (middle, high) : (low, middle);
        }

        var millionths = (((Power(low, 365) - One) * 2_000_000) + One) / (2 * One);
        var negative = ((Power(low, 365) - One) * 2_000_000) + One < 0;
        return (decimal)(negative ? millionths - 1 : millionths) / 1_000_000;

        BigInteger WorthAtEnd(BigInteger factor) => flows.Aggregate(
            BigInteger.Zero, (sum, flow) => sum + (flow.Amount * Power(factor, last - flow.On.DayNumber)));
    }

    private static BigInteger Power(BigInteger factor, int exponent)
    {
        var result = One;
        for (; exponent > 0; exponent >>= 1)
        {
            result = (exponent & 1) == 1 ? result * factor / One : result;
            factor = factor * factor / One;
        }

        return result;
    }
}
