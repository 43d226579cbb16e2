using Graph.Domain.Shared.Texts;

namespace Graph.Domain.Tests.Shared.Texts;

public sealed class SearchFormTests
{
    [Theory]
    [InlineData("Wang_F", "wang_f")]
    [InlineData("  wang_f\n", "wang_f")]
    [InlineData("@Wang_F", "wang_f")]
    [InlineData("＠ｗａｎｇ＿Ｆ", "wang_f")]
    [InlineData("ZOE\u0308  Zhang", "zoë zhang")]
    [InlineData("张\u3000三", "张 三")]
    [InlineData("ﾊﾝｶｸ", "ハンカク")]
    [InlineData("\uF9E1明", "李明")]
    [InlineData("买买提.吐尔逊", "买买提·吐尔逊")]
    [InlineData("买买提・吐尔逊", "买买提·吐尔逊")]
    [InlineData("ΟΔΟΣ", "οδοσ")]
    [InlineData("οδος", "οδοσ")]
    [InlineData("a\u200Bb\u00ADc\u202E", "abc")]
    [InlineData("\u200B", "")]
    [InlineData("@", "")]
    [InlineData("８ 折", "8 折")]
    public void What_is_looked_for_has_one_form(string given, string form)
    {
        Assert.Equal(form, SearchForm.Wanted(given));
        Assert.Equal(form, SearchForm.Wanted(form));
    }

    [Fact]
    public void A_form_fits_into_its_column()
    {
        Assert.InRange(SearchForm.Of(string.Concat(Enumerable.Repeat("\uFDFA", 40))).Length, 150, SearchForm.MaxName);
        Assert.InRange(SearchForm.Of(string.Concat(Enumerable.Repeat("😀", 300)), SearchForm.MaxTitle).Length, 399, SearchForm.MaxTitle);
    }
}
