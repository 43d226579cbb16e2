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

    /// <summary>To put them in order takes the square of their number.</summary>
    [Theory]
    [InlineData("\u0301\u0316")]
    [InlineData("\u0301\uFF9E")]
    public void Marks_without_end_are_not_put_in_order(string marks)
    {
        var endless = "a" + string.Concat(Enumerable.Repeat(marks, 40));
        Assert.Equal(endless, SearchForm.Of(endless));
        Assert.Equal(endless, Pasted.Password(endless));
        Assert.Equal("á\u0316", Pasted.Password("a\u0301\u0316"));
        Assert.Equal("", TextKind.Post.Read(endless, out var fault));
        Assert.Equal("A post has too many accents or signs on one character; leave some out.", fault);
    }

    /// <summary>.NET does not normalise U+FFFE.</summary>
    [Fact]
    public void A_text_with_a_reversed_mark_of_byte_order_is_refused()
    {
        const string text = "Ann\uFFFE";
        Assert.Equal("", TextKind.DisplayName.Read(text, out var fault));
        Assert.NotNull(fault);
        Assert.Null(Pasted.Phone(text));
        Assert.Equal((text, "ann\uFFFE"), (Pasted.Password(text), SearchForm.Wanted(text)));
    }

    [Fact]
    public void A_text_that_nobody_copies_or_looks_for_stays_as_it_is()
    {
        var wide = new string('\uFF11', 4_097);
        Assert.Equal((wide, "1"), (Pasted.Code(wide), Pasted.Code("\uFF11")));
    }
}
