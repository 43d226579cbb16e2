using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Shared;

namespace Graph.Domain.Tests.Funds;

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
        var newYear = new DateOnly(2027, 1, 1);
        Assert.True(new ExchangeCalendar().IsOpen(newYear));
        Assert.False(new ExchangeCalendar([(newYear, newYear)]).IsOpen(newYear));
        Assert.Equal(BusinessCalendar.StartOf(newYear).AddHours(15), ExchangeCalendar.CutOffOf(newYear));
    }
}
