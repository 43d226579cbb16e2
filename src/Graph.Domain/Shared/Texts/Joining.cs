using System.Globalization;
using System.Text;

namespace Graph.Domain.Shared.Texts;

/// <summary>
/// Says where an invisible character changes what one sees, so that it stays: joiners in emoji and in scripts that need
/// them, styles of emoji, Mongolian variants, and the tags of flags. Everywhere else it would only make two texts differ
/// that look the same.
/// </summary>
internal static class Joining
{
    /// <summary>Default-text emoji of the basic plane begin here.</summary>
    private const int FirstAstralEmoji = 0x1F000;

    private const string Presented =
        "\u231A\u231B\u23E9\u23EA\u23EB\u23EC\u23F0\u23F3\u25FD\u25FE\u2614\u2615\u267F\u2693\u26A1\u26AA\u26AB\u26BD\u26BE"
        + "\u26C4\u26C5\u26CE\u26D4\u26EA\u26F2\u26F3\u26F5\u26FA\u26FD\u2705\u270A\u270B\u2728\u274C\u274E\u2753\u2754\u2755\u2757"
        + "\u2795\u2796\u2797\u27B0\u27BF\u2B1B\u2B1C\u2B50\u2B55\u2648\u2649\u264A\u264B\u264C\u264D\u264E\u264F\u2650\u2651\u2652\u2653";

    /// <summary>Emoji beyond the basic plane that are drawn as text unless a style follows, as first and last of ranges.</summary>
    private static readonly (int First, int Last)[] AstralText =
    [
        (0x1F170, 0x1F171), (0x1F17E, 0x1F17F), (0x1F202, 0x1F202), (0x1F237, 0x1F237), (0x1F321, 0x1F321), (0x1F324, 0x1F32C),
        (0x1F336, 0x1F336), (0x1F37D, 0x1F37D), (0x1F396, 0x1F397), (0x1F399, 0x1F39B), (0x1F39E, 0x1F39F), (0x1F3CB, 0x1F3CE),
        (0x1F3D4, 0x1F3DF), (0x1F3F3, 0x1F3F3), (0x1F3F5, 0x1F3F5), (0x1F3F7, 0x1F3F7), (0x1F43F, 0x1F43F), (0x1F441, 0x1F441),
        (0x1F4FD, 0x1F4FD), (0x1F549, 0x1F54A), (0x1F56F, 0x1F570), (0x1F573, 0x1F579), (0x1F587, 0x1F587), (0x1F58A, 0x1F58D),
        (0x1F590, 0x1F590), (0x1F5A5, 0x1F5A5), (0x1F5A8, 0x1F5A8), (0x1F5B1, 0x1F5B2), (0x1F5BC, 0x1F5BC), (0x1F5C2, 0x1F5C4),
        (0x1F5D1, 0x1F5D3), (0x1F5DC, 0x1F5DE), (0x1F5E1, 0x1F5E1), (0x1F5E3, 0x1F5E3), (0x1F5E8, 0x1F5E8), (0x1F5EF, 0x1F5EF),
        (0x1F5F3, 0x1F5F3), (0x1F5FA, 0x1F5FA), (0x1F6CB, 0x1F6CB), (0x1F6CD, 0x1F6CF), (0x1F6E0, 0x1F6E5), (0x1F6E9, 0x1F6E9),
        (0x1F6F0, 0x1F6F0), (0x1F6F3, 0x1F6F3),
    ];

    /// <summary>Arabic letters that do not join the letter after them, so that a non-joiner between the two shows nothing.</summary>
    private const string JoinsNothingAfter =
        "\u0621\u0622\u0623\u0624\u0625\u0627\u0629\u062F\u0630\u0631\u0632\u0648\u0649\u0671\u0672\u0673\u0675\u0676\u0677\u0688\u0689\u068A\u068B"
        + "\u068C\u068D\u068E\u068F\u0690\u0691\u0692\u0693\u0694\u0695\u0696\u0697\u0698\u0699\u06C0\u06C3\u06C4\u06C5\u06C6\u06C7\u06C8\u06C9\u06CA"
        + "\u06CB\u06CD\u06CF\u06D2\u06D3\u06D5\u06EE\u06EF";

    /// <summary>The signs that take the vowel from an Indic letter and bind it to the next one.</summary>
    private const string Viramas =
        "\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D3B\u0D3C\u0D4D\u0DCA\u0F84\u1039\u103A\u1714\u1734\u17D2\u1A60\u1B44\u1BAA\u1BAB"
        + "\uA806\uA8C4\uA953\uA9C0\uAAF6\uABED";

    /// <summary>
    /// Whether a picture stands there, by the rule that text segmentation has for joined emoji (UAX #29, GB11).
    /// </summary>
    public static bool IsPicture(Rune rune) =>
        StringInfo.GetNextTextElementLength($"{rune}\u200D\U0001F600") == rune.Utf16SequenceLength + 3;

    public static bool IsSkin(Rune rune) => rune.Value is >= 0x1F3FB and <= 0x1F3FF;

    /// <summary>Whether it is drawn in colour even without a style.</summary>
    public static bool IsColourful(Rune rune) => rune.Value < FirstAstralEmoji
        ? Presented.Contains((char)rune.Value)
        : !Array.Exists(AstralText, range => range.First <= rune.Value && rune.Value <= range.Last);

    /// <summary>Whether a joiner or a non-joiner between the two changes how a script is drawn.</summary>
    public static bool JoinsLetters(Rune joiner, Rune before, Rune after)
    {
        if (IsCursive(before) && IsCursive(after))
        {
            return joiner.Value == Characters.NonJoiner && !JoinsNothingAfter.Contains((char)before.Value);
        }

        return IsIn(Viramas, before) ? IsLetterOrMark(after) : joiner.Value == Characters.Joiner && IsIndic(before) && IsIn(Viramas, after);
    }

    public static bool IsMongolian(Rune rune) => rune.Value is >= 0x1820 and <= 0x18AF;

    /// <summary>Scripts whose letters are joined: Arabic, Syriac, N'Ko, Mandaic and Mongolian.</summary>
    private static bool IsCursive(Rune rune) => rune.Value is (>= 0x0620 and <= 0x06FF) or (>= 0x0700 and <= 0x077F)
        or (>= 0x07CA and <= 0x07FF) or (>= 0x0840 and <= 0x08FF) or (>= 0x1820 and <= 0x18AF) && IsLetterOrMark(rune);

    private static bool IsIndic(Rune rune) => rune.Value is (>= 0x0900 and <= 0x0DFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF);

    private static bool IsIn(string set, Rune rune) => rune.IsBmp && set.Contains((char)rune.Value);

    private static bool IsLetterOrMark(Rune rune) => Rune.IsLetter(rune) || Characters.IsMark(rune);
}
