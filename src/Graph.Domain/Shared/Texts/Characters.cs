using System.Globalization;
using System.Text;

namespace Graph.Domain.Shared.Texts;

/// <summary>What a single character does to a text: whether one sees it, and what it does to its neighbours.</summary>
internal static class Characters
{
    public const int NonJoiner = 0x200C;
    public const int Joiner = 0x200D;
    public const int TextStyle = 0xFE0E;
    public const int EmojiStyle = 0xFE0F;
    public const int BlackFlag = 0x1F3F4;
    public const int EndOfTags = 0xE007F;

    /// <summary>Characters that turn the direction of the text around them. They can make a name look like another.</summary>
    public static bool IsDirection(Rune rune) =>
        rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    public static bool IsLineBreak(Rune rune) => rune.Value is '\n' or '\r' or '\v' or '\f' or 0x85 or 0x2028 or 0x2029;

    /// <summary>Whether it is a blank. The empty braille cell looks like one, and is nothing else in a name or a note.</summary>
    public static bool IsBlank(Rune rune) =>
        rune.Value is '\t' or 0x2800 || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator;

    /// <summary>
    /// Whether nothing is drawn for it, wherever it stands. Joiners, styles of emoji and tags are among them; whether
    /// they change their neighbours depends on these. The marks that are put before Arabic and other numbers are drawn.
    /// </summary>
    public static bool IsInvisible(Rune rune) => rune.Value switch
    {
        0x00AD or 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0 or 0xFFFC => true,
        >= 0x180B and <= 0x180F => true,
        >= 0xFE00 and <= 0xFE0F => true,
        >= 0xE0000 and <= 0xE0FFF => true,
        (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD => false,
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format,
    };

    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>An accent that fits on any letter, so that many of them can be piled up.</summary>
    public static bool IsAccent(Rune rune) => rune.Value is (>= 0x0300 and <= 0x036F) or (>= 0x0483 and <= 0x0489)
        or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE20 and <= 0xFE2F);

    /// <summary>
    /// Whether it means something to some people only, or to nobody: private use, what Unicode has not assigned, and what
    /// stands for a character that got lost. New emoji and new Chinese characters come each year, so what is not assigned
    /// yet among them is let through.
    /// </summary>
    public static bool IsUnknown(Rune rune) => rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.PrivateUse => true,
        UnicodeCategory.OtherNotAssigned => (rune.Value & 0xFFFE) == 0xFFFE
            || rune.Value is not ((>= 0x1F000 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD)),
        _ => false,
    };

    /// <summary>Whether one sees something: a letter, a digit, a sign or a picture.</summary>
    public static bool IsSeen(Rune rune) =>
        !IsBlank(rune) && !IsLineBreak(rune) && !IsInvisible(rune) && !IsMark(rune) && !Rune.IsControl(rune);

    public static bool IsHan(Rune rune) => rune.Value is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFD) or 0x3007;

    /// <summary>The dashes and hyphens of all keyboards, and the minus.</summary>
    public static bool IsDash(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.DashPunctuation || rune.Value is 0x2212 or 0x02D7 or 0x00AF or 0x30FC or 0xFF70 or 0x2500;

    /// <summary>The dots with which names of several parts are written, like 买买提·吐尔逊.</summary>
    public static bool IsMiddleDot(Rune rune) => rune.Value is '.' or 0x00B7 or 0x0387 or 0x2022 or 0x2024 or 0x2027 or 0x2219
        or 0x22C5 or 0x25E6 or 0x2E31 or 0x2E33 or 0x3002 or 0x30FB or 0x318D or 0x119E or 0xA78F or 0xFE52 or 0xFF0E or 0xFF61 or 0xFF65
        or 0x10101 or 0x16EB or 0x2981 or 0x2E30 or 0x1427 or 0x25CF or 0x26AB;
}
