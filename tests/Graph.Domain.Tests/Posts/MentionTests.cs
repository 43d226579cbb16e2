using Graph.Domain.Posts;

namespace Graph.Domain.Tests.Posts;

public sealed class MentionTests
{
    [Theory]
    [InlineData("Hi @lin_yue!", "lin_yue")]
    [InlineData("你好@Lin_Yue，来吗", "lin_yue")]
    [InlineData("＠ｌｉｎ＿ｙｕｅ", "lin_yue")]
    [InlineData("＠lin_yue和@ＷＡＮＧ１", "lin_yue", "wang1")]
    [InlineData("mail lin@wang_fang.cn, ｌｉｎ＠wang_fang", "")]
    [InlineData("@@lin_yue @li @9lives", "")]
    public void Handles_are_read_as_people_type_them(string text, params string[] expected) =>
        Assert.Equal(expected.Where(handle => handle.Length > 0), Mentions.HandlesIn(text));
}
