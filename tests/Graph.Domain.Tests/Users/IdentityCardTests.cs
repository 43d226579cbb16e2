using CsCheck;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Tests.Users;

public sealed class IdentityCardTests
{
    [Theory]
    [InlineData("34052419800101001X", 1980, 1, 1)]
    [InlineData("11010519491231002X", 1949, 12, 31)]
    [InlineData("11010519491231002x", 1949, 12, 31)]
    public void Examples_of_the_standard_are_valid(string number, int year, int month, int day) =>
        Assert.Equal(new DateOnly(year, month, day), IdentityCard.Parse(number)!.BornOn);

    [Fact]
    public void A_single_wrong_digit_is_always_found() =>
        Gen.Select(Gen.Int[0, 16], Gen.Int[1, 9]).Sample((place, shift) =>
        {
            var number = "11010519491231002X".ToCharArray();
            number[place] = (char)('0' + (number[place] - '0' + shift) % 10);
            return IdentityCard.Parse(new string(number)) is null;
        });

    [Fact]
    public void It_never_prints_itself()
    {
        var card = IdentityCard.Parse("34052419800101001X")!;
        Assert.Equal("3****************X", $"{card}");
    }

    [Theory]
    [InlineData("2008-11-23", true)]
    [InlineData("2008-11-24", false)]
    public void Adults_are_eighteen_on_their_birthday(string bornOn, bool isAdult) => Assert.Equal(
        isAdult,
        new IdentityCard("", DateOnly.Parse(bornOn, System.Globalization.CultureInfo.InvariantCulture)).IsAdultOn(new DateOnly(2026, 11, 23)));

    [Fact]
    public void Completed_card_numbers_pass_luhn_and_one_wrong_digit_does_not() =>
        Gen.Select(Gen.Long[0, 999_999_999], Gen.Int[0, 15], Gen.Int[1, 9]).Sample((account, place, shift) =>
        {
            var number = BankCard.Complete($"622202{account:D9}");
            var wrong = number.ToCharArray();
            wrong[place] = (char)('0' + (wrong[place] - '0' + shift) % 10);
            return BankCard.NormalizeNumber(number) == number && BankCard.NormalizeNumber(new string(wrong)) is null;
        });

    [Theory]
    [InlineData("明", "*明")]
    [InlineData("小明", "*明")]
    [InlineData("欧阳小明", "***明")]
    [InlineData("王𠮷", "*𠮷")]
    public void Masks_show_the_last_character(string name, string masked) => Assert.Equal(masked, UserNames.Mask(name));

    [Fact]
    public void The_last_day_of_the_calendar_is_a_birthday_of_the_future() =>
        Assert.False(new IdentityCard("", DateOnly.MaxValue).IsAdultOn(new DateOnly(2026, 11, 23)));
}
