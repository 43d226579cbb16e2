using System.Globalization;
using Graph.Api.Server.Scalars;

namespace Graph.Api.Tests.Server.Scalars;

public sealed class UtcDateTimeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9_999_999)]
    [InlineData(638_999_999_999_999_999)]
    [InlineData(638_999_999_990_000_000)]
    [InlineData(3_155_378_975_999_999_999)]
    public void A_time_is_written_with_six_digits_after_the_point(long ticks)
    {
        var time = new DateTime(ticks, DateTimeKind.Utc);
        Assert.Equal(
            time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            new UtcDateTimeGraphType().Serialize(time));
    }
}
