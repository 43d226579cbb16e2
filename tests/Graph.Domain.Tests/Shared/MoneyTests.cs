using CsCheck;
using Graph.Domain.Shared;

namespace Graph.Domain.Tests.Shared;

public sealed class MoneyTests
{
    private static readonly Gen<long> Fen = Gen.Long[-Money.MaxMinorUnits, Money.MaxMinorUnits];

    [Fact]
    public void Splitting_loses_no_fen_and_parts_differ_by_one_at_most() =>
        Gen.Select(Gen.Long[0, Money.MaxMinorUnits], Gen.Int[1, 500]).Sample((fen, parts) =>
        {
            var split = Money.Fen(fen).Split(parts);
            return split.Count == parts
                && split.Sum(part => part.MinorUnits) == fen
                && split.Max(part => part.MinorUnits) - split.Min(part => part.MinorUnits) <= 1;
        });

    [Theory]
    [InlineData(10_000, 3, "33.34 33.33 33.33")]
    [InlineData(1, 7, "0.01 0.00 0.00 0.00 0.00 0.00 0.00")]
    public void Splitting_gives_the_first_ones_what_is_over(long fen, int parts, string expected) => Assert.Equal(
        expected,
        string.Join(' ', Money.Fen(fen).Split(parts).Select(part => part.ToDecimal().ToString(System.Globalization.CultureInfo.InvariantCulture))));

    [Fact]
    public void Decimal_text_and_back_is_the_same_amount() => Fen.Sample(fen =>
        Money.TryFromDecimal(Money.Fen(fen).ToDecimal(), Currency.Cny, out var back) && back.MinorUnits == fen);

    [Fact]
    public void Two_digits_are_kept() => Assert.Equal("12.50", Money.Fen(1250).ToDecimal().ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("0.001")]
    [InlineData("1.999")]
    [InlineData("79228162514264337593543950335")]
    public void Amounts_that_do_not_fit_are_no_money(string text) => Assert.False(
        Money.TryFromDecimal(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture), Currency.Cny, out _));

    [Fact]
    public void Arithmetic_is_checked() =>
        Assert.Throws<OverflowException>(() => Money.Fen(long.MaxValue) + Money.Fen(1));
}
