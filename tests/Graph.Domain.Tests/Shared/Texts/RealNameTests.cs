using Graph.Domain.Shared.Texts;

namespace Graph.Domain.Tests.Shared.Texts;

public sealed class RealNameTests
{
    [Theory]
    [InlineData("买买提·吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u2022吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u2027吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u30FB吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\uFF65吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u0387吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u22C5吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u2219吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u2024吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u318D吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u2E31吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\uA78F吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u1427吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u25CF吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提\u26AB吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提.吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提．吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提。吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提 · 吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("买买提··吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData(" 买买提·吐尔逊\u200B\n", "买买提\u00B7吐尔逊")]
    [InlineData("\u200B买买提\u200B·吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("张 三", "张三")]
    [InlineData("张 \u200B三", "张三")]
    [InlineData("张\u200B 三", "张三")]
    [InlineData("张 \u200B 三", "张三")]
    [InlineData("买买提 \u200B·\uFEFF 吐尔逊", "买买提\u00B7吐尔逊")]
    [InlineData("Zoe \u00AD Smith", "Zoe Smith")]
    [InlineData("\u200B· 李明 ·\u200B", "李明")]
    [InlineData("张\u3000三", "张三")]
    [InlineData("李明·", "李明")]
    [InlineData("\uF9E1明", "李明")]
    [InlineData("ＪＯＨＮ　ＳＭＩＴＨ", "JOHN SMITH")]
    [InlineData("Zoe\u0308  Smith", "Zoë Smith")]
    [InlineData("⼀⼆", "一二")]
    public void A_name_has_one_form(string given, string stored)
    {
        Assert.Equal(stored, TextKind.RealName.Read(given, out var fault));
        Assert.Null(fault);
    }

    [Theory]
    [InlineData("李")]
    [InlineData("·")]
    [InlineData("李\u202E明")]
    [InlineData("李\uE000")]
    [InlineData("李\n明")]
    public void What_is_no_name_is_refused(string given)
    {
        Assert.Equal("", TextKind.RealName.Read(given, out var fault));
        Assert.StartsWith("A full name has ", fault, StringComparison.Ordinal);
    }
}
