using Graph.Domain.Deals.Orders;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Domain.Tests.Shared.Texts;

public sealed class PastedTests
{
    [Theory]
    [InlineData("ABCD-EFGH-JKMN-PQRS")]
    [InlineData("abcd-efgh-jkmn-pqrs")]
    [InlineData("ABCDEFGHJKMNPQRS")]
    [InlineData("ABCD\u2013EFGH\u2014JKMN\u2012PQRS")]
    [InlineData("ABCD\uFF0DEFGH\u2212JKMN\u2010PQRS")]
    [InlineData("ABCD\u2011EFGH\uFE63JKMN\u30FCPQRS")]
    [InlineData("ＡＢＣＤ－ＥＦＧＨ－ｊｋｍｎ－ｐｑｒｓ")]
    [InlineData("  ABCD EFGH\u3000JKMN\u00A0PQRS \r\n")]
    [InlineData("\u202AABCD\u200B-EFGH-JKMN-PQRS\u202C")]
    public void A_voucher_code_is_found_however_it_is_typed(string code)
    {
        var vouchers = new Vouchers(new KeyedHash(new byte[32]));
        Assert.Equal(vouchers.HashOf("ABCD-EFGH-JKMN-PQRS"), vouchers.HashOf(code));
    }

    [Fact]
    public void Letters_that_a_code_has_not_are_digits() => Assert.Equal("0110", Vouchers.Normalize("oIl\u2013O"));

    [Theory]
    [InlineData("13800000001")]
    [InlineData("+8613800000001")]
    [InlineData("+86 138-0000-0001")]
    [InlineData("008613800000001")]
    [InlineData("0086 138 0000 0001")]
    [InlineData("8613800000001")]
    [InlineData("(+86) 138 0000 0001")]
    [InlineData("＋８６ １３８０００００００１")]
    [InlineData("138\u20130000\u20130001")]
    [InlineData("138.0000.0001")]
    [InlineData("\u202A+86 138\u00A00000\u00A00001\u202C\n")]
    [InlineData("\u200B13800000001")]
    public void A_phone_number_is_its_eleven_digits(string phone) => Assert.Equal("13800000001", Pasted.Phone(phone));

    [Theory]
    [InlineData("1380000000")]
    [InlineData("138000000011")]
    [InlineData("12800000001")]
    [InlineData("+85213800000001")]
    [InlineData("13800000001a")]
    [InlineData("138#00000001")]
    [InlineData("١٣٨٠٠٠٠٠٠٠١")]
    [InlineData("")]
    public void Anything_else_is_no_phone_number(string phone) => Assert.Null(Pasted.Phone(phone));

    [Theory]
    [InlineData("wang_f")]
    [InlineData("Wang_F")]
    [InlineData(" @wang_f\n")]
    [InlineData("＠ｗａｎｇ＿ｆ")]
    [InlineData("@ WANG_F")]
    [InlineData("\u200Bwang\u200B_f\uFEFF")]
    [InlineData("\u202Awang_f\u202C")]
    public void A_handle_has_one_form(string handle) => Assert.Equal("wang_f", Pasted.Handle(handle));

    [Theory]
    [InlineData("wa")]
    [InlineData("wang f")]
    [InlineData("1wang")]
    [InlineData("_wang")]
    [InlineData("wäng")]
    [InlineData("wаng")]
    [InlineData("王五六")]
    [InlineData("wang-f")]
    [InlineData("a234567890123456789012345678901")]
    public void Other_handles_break_the_rule(string handle) => Assert.False(UserNames.IsHandle(Pasted.Handle(handle)));

    [Theory]
    [InlineData("34052419800101001X")]
    [InlineData("34052419800101001x")]
    [InlineData(" 340524 19800101 001X ")]
    [InlineData("340524-19800101-001x\n")]
    [InlineData("３４０５２４１９８００１０１００１Ｘ")]
    [InlineData("\u202D34052419800101001X\u202C")]
    public void An_identity_number_is_read_however_it_is_typed(string number) =>
        Assert.Equal("34052419800101001X", IdentityCard.Parse(number)?.Number);

    [Theory]
    [InlineData("{0} {1} {2} {3}")]
    [InlineData("{0}-{1}-{2}-{3}")]
    [InlineData("{0}\u2013{1}\u2013{2}\u2013{3}\n")]
    [InlineData("\u00A0{0}\u00A0{1}\u3000{2}{3}\u200B")]
    public void A_card_number_is_read_however_it_is_typed(string form)
    {
        var number = BankCard.Complete("622202000000001");
        var typed = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, number[..4], number[4..8], number[8..12], number[12..]);
        Assert.Equal(number, BankCard.NormalizeNumber(typed));
    }

    [Fact]
    public void A_licence_is_read_however_it_is_typed()
    {
        var licence = Licence.Complete("91330106MA2CFMAB1")!;
        foreach (var typed in new[] { licence.ToLowerInvariant(), $" {licence[..8]}\u2013{licence[8..]}\r\n", $"{licence[..2]} {licence[2..]}\u200B" })
        {
            Assert.True(Licence.IsValid(Licence.Normalize(typed)));
        }
    }

    [Theory]
    [InlineData("135790", true)]
    [InlineData("１３５７９０", true)]
    [InlineData(" 135 790\n", true)]
    [InlineData("111111", false)]
    [InlineData("13579", false)]
    [InlineData("13579a", false)]
    public void A_pin_is_six_digits_of_any_width(string pin, bool isPin) => Assert.Equal(isPin, PaymentPins.IsPin(pin));

    [Theory]
    [InlineData("https://example.com/a.png")]
    [InlineData("  https://example.com/a.png\n")]
    [InlineData("\uFEFFhttps://example.com/a.png\u200B")]
    [InlineData("\u202Ahttps://example.com/a.png\u202C")]
    public void An_address_is_trimmed(string url) => Assert.Equal("https://example.com/a.png", Pasted.WebAddress(url));

    [Theory]
    [InlineData("http://example.com/a.png")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://")]
    [InlineData("https://exa mple.com")]
    [InlineData("https://example.com/a\nb")]
    [InlineData("https://example.com/a b")]
    [InlineData("https://example.com/\u202Egnp.a")]
    [InlineData("https://example.com/a\u200Bb")]
    [InlineData("https://example.com/\uFFFD")]
    [InlineData("example.com/a.png")]
    [InlineData("")]
    public void Other_addresses_are_refused(string url) => Assert.Null(Pasted.WebAddress(url));

    [Fact]
    public void An_address_has_at_most_500_characters()
    {
        Assert.NotNull(Pasted.WebAddress("https://a.cn/" + new string('x', 487)));
        Assert.Null(Pasted.WebAddress("https://a.cn/" + new string('x', 488)));
        Assert.Null(Pasted.WebAddress("https://a.cn/\uD800"));
    }

    [Theory]
    [InlineData("pässword-1", "pa\u0308ssword-1", true)]
    [InlineData("pass word-1", "pass\u00A0word-1", true)]
    [InlineData("password-1", " password-1", false)]
    [InlineData("password-1", "Password-1", false)]
    [InlineData("password-1", "ｐassword-1", false)]
    public void A_password_is_the_same_on_all_keyboards_and_is_not_trimmed(string one, string other, bool same)
    {
        var passwords = new Passwords(new PasswordCost { Iterations = 1 });
        Assert.Equal(same, passwords.Verify(passwords.Hash(one), other).Right);
    }

    [Theory]
    [InlineData("https://\u2100.com/a.png")]
    [InlineData("https://一丁七万丈三上下不与丏丐丑专且世丘丙业丛东丝丞丟両.com/a.png")]
    [InlineData("https://一丁七万丈三上下不与丏丐丑专且世丘丙业丛东丝丞丟両丢丣两严並丧丨丩.com/a.png")]
    public void A_host_that_cannot_be_looked_up_is_refused_or_kept_as_it_is(string address) =>
        Assert.True(Pasted.WebAddress(address) is not { } kept || kept == address);
}
