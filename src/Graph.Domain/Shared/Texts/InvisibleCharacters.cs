using System.Text;

namespace Graph.Domain.Shared.Texts;

/// <summary>Keeps an invisible character in a text if it changes what one sees, and leaves it out otherwise.</summary>
internal static class InvisibleCharacters
{
    private const int MostTags = 6;
    private const int MostOnPicture = 2;

    /// <summary>Looks at the invisible character at a position, and adds it to the text or not.</summary>
    /// <param name="text">The text so far.</param>
    /// <param name="runes">All characters.</param>
    /// <param name="at">The position. It moves on over the tags of a flag.</param>
    public static void Keep(List<Rune> text, ReadOnlySpan<Rune> runes, ref int at)
    {
        var rune = runes[at];
        if (text.Count == 0)
        {
            return;
        }

        Rune? next = at + 1 < runes.Length ? runes[at + 1] : null;
        if (rune.Value is Characters.Joiner or Characters.NonJoiner)
        {
            KeepJoiner(text, rune, next);
        }
        else if (rune.Value is Characters.EmojiStyle or Characters.TextStyle)
        {
            KeepStyle(text, rune, next);
        }
        else if (rune.Value is (>= 0x180B and <= 0x180D) or 0x180F)
        {
            KeepIf(Joining.IsMongolian(text[^1]), text, rune);
        }
        else if (rune.Value == 0x180E)
        {
            KeepIf(Joining.IsMongolian(text[^1]) && next is { } letter && Joining.IsMongolian(letter), text, rune);
        }
        else if (IsTag(rune) && text[^1].Value == Characters.BlackFlag)
        {
            KeepFlag(text, runes, ref at);
        }
    }

    /// <summary>
    /// Adds the style to a picture that is drawn as text alone, when it is joined with others. Keyboards send joined
    /// pictures with and without, and both look the same.
    /// </summary>
    public static void CompletePicture(List<Rune> text, Rune? next)
    {
        if (text is [.., { Value: Characters.Joiner }, var joined]
            && next is not { Value: Characters.EmojiStyle or Characters.TextStyle }
            && !(next is { } skin && Joining.IsSkin(skin))
            && Joining.IsPicture(joined) && !Joining.IsColourful(joined))
        {
            text.Add(new Rune(Characters.EmojiStyle));
        }
    }

    private static void KeepJoiner(List<Rune> text, Rune joiner, Rune? next)
    {
        if (next is not { } after)
        {
            return;
        }

        // A picture has one skin and one style. Looking further back, for each joiner of a long text, would take a processor for seconds.
        var before = text.FindLastIndex(
            text.Count - 1, Math.Min(text.Count, MostOnPicture + 1), rune => rune.Value != Characters.EmojiStyle && !Joining.IsSkin(rune));
        if (joiner.Value == Characters.Joiner && before >= 0 && Joining.IsPicture(text[before]) && Joining.IsPicture(after))
        {
            if (before == text.Count - 1 && !Joining.IsColourful(text[before]))
            {
                text.Add(new Rune(Characters.EmojiStyle));
            }

            text.Add(joiner);
            return;
        }

        KeepIf(Joining.JoinsLetters(joiner, text[^1], after), text, joiner);
    }

    private static void KeepStyle(List<Rune> text, Rune style, Rune? next)
    {
        var isOfKey = text[^1].Value is (>= '0' and <= '9') or '#' or '*' && next is { Value: 0x20E3 };
        KeepIf(
            (isOfKey && style.Value == Characters.EmojiStyle)
            || (Joining.IsPicture(text[^1]) && Joining.IsColourful(text[^1]) == (style.Value == Characters.TextStyle)),
            text,
            style);
    }

    /// <summary>The flags of England, Scotland and Wales are a black flag, the tags of a region, and an end.</summary>
    private static void KeepFlag(List<Rune> text, ReadOnlySpan<Rune> runes, ref int at)
    {
        var end = at;
        while (end < runes.Length && end - at <= MostTags && IsTag(runes[end]) && runes[end].Value != Characters.EndOfTags)
        {
            end++;
        }

        if (end < runes.Length && runes[end].Value == Characters.EndOfTags && end - at is >= 3 and <= MostTags)
        {
            text.AddRange(runes[at..(end + 1)]);
            at = end;
        }
    }

    private static bool IsTag(Rune rune) => rune.Value is (>= 0xE0030 and <= 0xE0039) or (>= 0xE0061 and <= 0xE007A) or Characters.EndOfTags;

    private static void KeepIf(bool holds, List<Rune> text, Rune rune)
    {
        if (holds)
        {
            text.Add(rune);
        }
    }
}
