using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Shared;

namespace Graph.Domain.Tests.Funds.Arithmetic;

public sealed class ExchangeCalendarTests
{
    [Theory]
    [InlineData("2026-11-23T06:59:59", "2026-11-23")] // Monday, 14:59:59 in Shanghai.
    [InlineData("2026-11-23T07:00:00", "2026-11-24")] // 15:00:00.
    [InlineData("2026-11-27T07:00:00", "2026-11-30")] // Friday after the cut-off.
    [InlineData("2026-11-28T01:00:00", "2026-11-30")] // Saturday.
    [InlineData("2026-09-30T08:00:00", "2026-10-08")] // Before the National Day's holidays.
    [InlineData("2026-02-13T16:30:00", "2026-02-24")] // It is Saturday in Shanghai, before the Spring Festival.
    public void An_order_takes_the_value_of_its_day(string utc, string day)
    {
        var now = DateTime.SpecifyKind(DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), new ExchangeCalendar().TradeDayOf(now));
    }

    [Fact]
    public void Holidays_of_later_years_are_data()
    {
        var day = new DateOnly(2027, 2, 9);
        Assert.True(new ExchangeCalendar().IsOpen(day));
        Assert.False(new ExchangeCalendar([(day, day)]).IsOpen(day));
        Assert.Equal(BusinessCalendar.StartOf(day).AddHours(15), ExchangeCalendar.CutOffOf(day));
    }

    [Fact]
    public void Days_that_are_off_by_law_are_known_before_they_are_announced()
    {
        // The Spring Festival of 2027 begins on Saturday, February 6; leap months make none of these dates move.
        (int Month, int Day)[] off = [(1, 1), (2, 5), (2, 6), (2, 7), (2, 8), (4, 5), (5, 1), (5, 2), (6, 9), (9, 15), (10, 1), (10, 2), (10, 3)];
        Assert.Equal(off.Select(day => new DateOnly(2027, day.Month, day.Day)), StatutoryDays.Of(2027));
        Assert.Equal(new DateOnly(2027, 1, 4), new ExchangeCalendar().After(new DateOnly(2026, 12, 31)));

        // 2025 has a leap sixth month, and 2028 a leap fifth: the festivals of both were announced or printed in almanacs.
        Assert.Contains(new DateOnly(2025, 10, 6), StatutoryDays.Of(2025));
        Assert.Contains(new DateOnly(2025, 5, 31), StatutoryDays.Of(2025));
        Assert.Contains(new DateOnly(2028, 5, 28), StatutoryDays.Of(2028));
        Assert.Contains(new DateOnly(2028, 10, 3), StatutoryDays.Of(2028));
    }

    [Theory]
    [InlineData(2025)]
    [InlineData(2026)]
    public void What_is_off_by_law_was_announced(int year)
    {
        var calendar = new ExchangeCalendar();
        Assert.All(StatutoryDays.Of(year), day => Assert.False(calendar.IsOpen(day)));
    }

    [Theory]
    [InlineData("2026-11-01", null)]
    [InlineData("2026-11-02", 2027)]
    [InlineData("2027-03-01", 2027)]
    public void Operators_learn_of_a_year_that_is_not_announced(string today, int? year)
    {
        var day = DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(year, new ExchangeCalendar().NextUnknownYear(day));
        Assert.Null(new ExchangeCalendar([(new DateOnly(2027, 2, 5), new DateOnly(2027, 2, 11))]).NextUnknownYear(day));
    }
}
