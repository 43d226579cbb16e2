using System.Text.Json;
using Graph.Domain.Shared.Texts;

namespace Graph.Domain.Tests.Shared.Texts;

public sealed class SortKeyTests
{
    [Theory]
    [InlineData("alice", "Bob", "Zoe")]
    [InlineData("ann", "Ann", "anna", "Änne", "Bob")]
    [InlineData("阿里", "重庆", "李四", "王五", "张三")]
    [InlineData("张三", "张三丰", "张四")]
    [InlineData("安娜", "alice")]
    [InlineData("Person 1", "Person 2", "Personal")]
    public void Names_are_in_the_order_that_people_expect(params string[] names)
    {
        Assert.Equal(names, names.Reverse().OrderBy(SortKey.Of, Comparer<SortKey>.Create((one, other) => one < other ? -1 : one > other ? 1 : 0)));
        Assert.Equal(names, names.Reverse().OrderBy(name => Convert.ToHexString(SortKey.Of(name).ToBytes()), StringComparer.Ordinal));
    }

    [Fact]
    public void A_key_is_bounded_and_ends_in_no_zero()
    {
        Assert.All(new[] { "a", "张", new string('张', 200), string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 40)), "" }, name =>
        {
            var bytes = SortKey.Of(name).ToBytes();
            Assert.InRange(bytes.Length, 0, SortKey.MaxBytes);
            Assert.False(bytes is [.., 0]);
            Assert.Equal(SortKey.Of(name), SortKey.From(bytes));
        });
    }

    [Fact]
    public void A_key_goes_through_json_and_nothing_else_does()
    {
        var key = SortKey.Of("张三");
        Assert.Equal(key, JsonSerializer.Deserialize<SortKey>(JsonSerializer.Serialize(key)));
        foreach (var other in new[] { "\"xy\"", "\"abc\"", "null", "12", "{}" })
        {
            Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize<SortKey>(other));
        }
    }

    [Fact]
    public void The_order_has_a_version() => Assert.NotEmpty(SortKey.Version);
}
