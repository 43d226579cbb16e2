using Graph.Domain.Lending.Books;

namespace Graph.Domain.Tests.Lending.Plans;

public sealed class SharesTests
{
    [Theory]
    [InlineData(100, new long[] { 100, 100, 100 }, new long[] { 34, 33, 33 })]
    [InlineData(101, new long[] { 50, 100, 200 }, new long[] { 14, 29, 58 })]
    [InlineData(1, new long[] { 1, 1_000 }, new long[] { 0, 1 })]
    [InlineData(0, new long[] { 5, 5 }, new long[] { 0, 0 })]
    [InlineData(500, new long[] { 100, 200 }, new long[] { 100, 200 })]
    [InlineData(7, new long[] { }, new long[] { })]
    [InlineData(7, new long[] { 0, 0, 7 }, new long[] { 0, 0, 7 })]
    public void An_amount_is_divided_in_proportion(long amount, long[] shares, long[] parts) =>
        Assert.Equal(parts, Shares.Divide(amount, shares));

    [Fact]
    public void Parts_add_up_and_never_pass_their_share()
    {
        var random = new Random(700);
        for (var i = 0; i < 2_000; i++)
        {
            long[] shares = [.. Enumerable.Range(0, random.Next(1, 11)).Select(_ => random.NextInt64(0, 10_000_000_000_001))];
            var amount = random.NextInt64(0, shares.Sum() + 2);
            var parts = Shares.Divide(amount, shares);
            Assert.Equal(Math.Min(amount, shares.Sum()), parts.Sum());
            Assert.All(parts.Zip(shares), one => Assert.InRange(one.First, 0, one.Second));
        }
    }
}
