using Graph.Domain.Persistence.Conventions;

namespace Graph.Domain.Tests.Persistence;

public sealed class TextListTests
{
    public static TheoryData<string[]> Lists { get; } =
    [
        [],
        [""],
        ["https://example.com/a.png", "https://example.com/a.png"],
        ["\"quotes\" and \\", "图片", "\n", "[]"],
    ];

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_of_texts_is_read_as_it_was_written(string[] texts)
    {
        var converter = new TextsToJson();
        var stored = converter.ConvertToProviderTyped([.. texts]);
        Assert.Equal(texts, converter.ConvertFromProviderTyped(stored));
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[ ]", 0)]
    [InlineData("""["https://example.com/\u56FE.png"]""", 1)]
    public void Lists_that_were_stored_before_are_read(string stored, int count) =>
        Assert.Equal(count, new TextsToJson().ConvertFromProviderTyped(stored).Count);

    [Fact]
    public void A_list_that_changes_after_it_was_read_differs_from_what_was_read()
    {
        var comparer = new TextsComparer();
        List<string> texts = ["one"];
        var read = comparer.Snapshot(texts);
        Assert.True(comparer.Equals(texts, read));
        Assert.Equal(comparer.GetHashCode(texts), comparer.GetHashCode(read));
        texts.Add("two");
        Assert.False(comparer.Equals(texts, read));
    }
}
