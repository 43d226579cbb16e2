using Graph.Domain.Shared.Texts;

namespace Graph.Domain.Tests.Shared.Texts;

public sealed class TextKindTests
{
    private const string Family = "👨‍👩‍👧‍👦";

    /// <summary>All kinds, found in their class, so that a new one is tested too.</summary>
    public static TheoryData<string> Kinds => [.. All().Select(kind => kind.Name)];

    public static TheoryData<string> Lines => [.. All().Where(kind => !kind.Kind.HasLines).Select(kind => kind.Name)];

    [Theory]
    [InlineData("  Ann \n", "Ann")]
    [InlineData("\uFEFFAnn\u200B", "Ann")]
    [InlineData("\u3000张三\u3000", "张三")]
    [InlineData("Ann  \u00A0 Lee", "Ann Lee")]
    [InlineData("张\u3000三", "张 三")]
    [InlineData("e\u0301", "é")]
    [InlineData("\uF900\uFA5B", "豈者")]
    [InlineData("A\u200Bnn", "Ann")]
    [InlineData("A\u2060nn", "Ann")]
    [InlineData("A\u00ADnn", "Ann")]
    [InlineData("A\u200Cnn", "Ann")]
    [InlineData("A\u200Dnn", "Ann")]
    [InlineData("A\uFE0Fnn", "Ann")]
    [InlineData("Ann\U000E0041", "Ann")]
    [InlineData("Ann\u3164", "Ann")]
    [InlineData("Ann\u2800", "Ann")]
    [InlineData("葛\U000E0100", "葛")]
    [InlineData("e\u034F\u0301", "é")]
    [InlineData("😀\uFE0F", "😀")]
    [InlineData("Ann\u200D😀", "Ann😀")]
    [InlineData("با\u200Cبا", "بابا")]
    public void Texts_that_look_the_same_have_one_form(string given, string stored)
    {
        Assert.Equal(stored, TextKind.DisplayName.Read(given, out var fault));
        Assert.Null(fault);
    }

    [Theory]
    [InlineData(Family)]
    [InlineData("❤️")]
    [InlineData("❤")]
    [InlineData("❤️‍🔥")]
    [InlineData("🤷🏽‍♂️")]
    [InlineData("👩🏻‍❤️‍💋‍👨🏿")]
    [InlineData("👨🏻‍👩🏼‍👧🏽‍👦🏾")]
    [InlineData("🏴󠁧󠁢󠁥󠁮󠁧󠁿")]
    [InlineData("🏳️‍🌈")]
    [InlineData("🇨🇳")]
    [InlineData("1️⃣")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("क्\u200Dष")]
    [InlineData("क्\u200Cष")]
    [InlineData("র\u200D্য")]
    [InlineData("Nguyễn Thị Ánh")]
    [InlineData("שָׁלוֹם")]
    [InlineData("བསྒྲུབས")]
    [InlineData("O'Brien-Žižek")]
    [InlineData("𠮷野家")]
    [InlineData("ᠮᠣᠩᠭᠣᠯ")]
    public void What_scripts_and_emoji_need_stays(string given)
    {
        Assert.Equal(given.Normalize(), TextKind.DisplayName.Read(given, out var fault));
        Assert.Null(fault);
    }

    [Theory]
    [InlineData("❤‍🔥", "❤️‍🔥")]
    [InlineData("🤷‍♂", "🤷‍♂️")]
    [InlineData("🏳‍🌈", "🏳️‍🌈")]
    public void Joined_emoji_have_one_form(string given, string stored) => Assert.Equal(stored, TextKind.DisplayName.Read(given, out _));

    [Theory]
    [InlineData("\u200B")]
    [InlineData("\u200D\u200D")]
    [InlineData("\u00AD")]
    [InlineData("\u3164")]
    [InlineData("\uFE0F")]
    [InlineData("\u2800")]
    [InlineData("\u202Eecila")]
    [InlineData("al\u202Eice")]
    [InlineData("alice\u200F")]
    [InlineData("\u2066alice\u2069")]
    [InlineData("\u061Calice")]
    [InlineData("a\u0000b")]
    [InlineData("a\tb")]
    [InlineData("a\nb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u0085b")]
    [InlineData("a\u001Bb")]
    [InlineData("a\u007Fb")]
    [InlineData("a\uFFFDb")]
    [InlineData("\uE000")]
    [InlineData("a\U000F0000")]
    [InlineData("a\uFFFF")]
    [InlineData("a\U0001FFFE")]
    [InlineData("a\u0378")]
    [InlineData("\u0301")]
    [InlineData("\u0301a")]
    [InlineData("a \u0301")]
    [InlineData("\u20E3")]
    [InlineData("a\u0301\u0302\u0303\u0304\u0305")]
    [InlineData("Z\u0340\u0341\u0342\u0343\u0344\u0345\u0346")]
    [InlineData("ก\u0E48\u0E48\u0E48\u0E48\u0E48\u0E48\u0E48\u0E48\u0E48")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u3000")]
    public void What_hides_or_pretends_is_refused(string given)
    {
        Assert.Equal("", TextKind.DisplayName.Read(given, out var fault));
        Assert.NotNull(fault);
        Assert.Matches(@"^A name has .*\.$", fault);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_refuses_what_turns_or_breaks_text(string name)
    {
        var kind = Kind(name);
        foreach (var given in new[] { "ab\u202Ecd", "ab\u0007cd", "ab\uE000cd", "ab\uD800cd", "\u0301ab", "ab\u0301\u0302\u0303\u0304\u0305\u0306cd", "\u200B" })
        {
            Assert.Equal("", kind.Read(given, out var fault));
            Assert.StartsWith(kind.Noun + " has ", fault, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_counts_what_people_see_and_its_column_takes_the_longest(string name)
    {
        var kind = Kind(name);
        foreach (var character in new[] { "张", "é", Family, "👨🏻‍👩🏼‍👧🏽‍👦🏾" })
        {
            var longest = string.Concat(Enumerable.Repeat(character, kind.Max));
            Assert.Equal(longest, kind.Read(longest, out var fault));
            Assert.Null(fault);
            Assert.InRange(longest.Length, kind.Max, kind.MaxUnits);
            Assert.Equal("", kind.Read(longest + character, out fault));
            Assert.Contains($"{kind.Max} characters", fault, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_stable_and_trims(string name)
    {
        var kind = Kind(name);
        var once = kind.Read("\uFEFF  张三 e\u0301e\u0301 ❤‍🔥\u00A0李四\u200B\r\n", out var fault);
        Assert.Null(fault);
        Assert.Equal("张三 éé ❤️‍🔥 李四", once);
        Assert.Equal(once, kind.Read(once, out _));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_kind_of_one_line_refuses_two(string name)
    {
        Kind(name).Read("ab\ncd", out var fault);
        Assert.EndsWith("enter it on one line without them.", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne")]
    [InlineData("a \t\n\n  b\t c \n", "a\n\n  b  c")]
    [InlineData("\n\n", "")]
    public void Notes_may_have_lines(string given, string stored)
    {
        Assert.Equal(stored, TextKind.Note.Read(given, out var fault));
        Assert.Null(fault);
    }

    [Fact]
    public void Half_a_character_is_refused()
    {
        foreach (var given in new[] { "a\uD83D", "\uDE00a", "a\uDE00\uD83Db" })
        {
            Assert.Equal("", TextKind.DisplayName.Read(given, out var fault));
            Assert.Equal("A name has half a character; enter it again.", fault);
        }
    }

    [Fact]
    public void Very_long_texts_are_refused_before_they_are_looked_at()
    {
        TextKind.DisplayName.Read(new string('\uD800', 10_000), out var fault);
        Assert.Equal("A name has 1 to 40 characters.", fault);
    }

    [Theory]
    [InlineData("ab", 2, "ab")]
    [InlineData("abc", 2, "ab")]
    [InlineData("a😀b", 2, "a")]
    [InlineData("ae\u0301b", 2, "a")]
    [InlineData("😀", 1, "")]
    public void Clipping_cuts_no_character(string text, int units, string clipped) => Assert.Equal(clipped, TextKind.Clip(text, units));

    private static IEnumerable<(string Name, TextKind Kind)> All() =>
        typeof(TextKind).GetFields().Where(one => one.FieldType == typeof(TextKind)).Select(one => (one.Name, (TextKind)one.GetValue(null)!));

    private static TextKind Kind(string name) => All().Single(kind => kind.Name == name).Kind;
}
