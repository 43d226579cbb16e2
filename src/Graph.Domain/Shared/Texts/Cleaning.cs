using System.Globalization;
using System.Text;

namespace Graph.Domain.Shared.Texts;

/// <summary>
/// Brings a text into the one form in which it is stored. Texts that look the same have the same form afterwards: line
/// breaks and blanks are one kind each, and what nobody sees is left out, unless it changes what stands beside it.
/// </summary>
internal static class Cleaning
{
    /// <summary>
    /// How many UTF-16 units one character may take that a reader sees. The longest emoji, a family of four with skins,
    /// takes nineteen.
    /// </summary>
    public const int UnitsPerCharacter = 20;

    private const int MostAccents = 3;
    private const int MostMarks = 8;
    private const string TooManyMarks = "has too many accents or signs on one character; leave some out";

    /// <summary>
    /// Whether the text is UTF-16: no half of a surrogate pair stands alone. A text with U+FFFE is none either: .NET does not normalise it.
    /// </summary>
    public static bool IsWhole(string text)
    {
        if (text.Contains('\uFFFE'))
        {
            return false;
        }

        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    /// <summary>Returns the clean text and null, or what is wrong as the end of a sentence.</summary>
    public static (string Text, string? Fault) Clean(string given, bool hasLines)
    {
        if (!IsWhole(given))
        {
            return ("", "has half a character; enter it again");
        }

        if (Folding.HasEndlessMarks(given))
        {
            return ("", TooManyMarks);
        }

        Rune[] runes = [.. Trim(Folding.Normalized(given)).EnumerateRunes()];
        var text = new List<Rune>(runes.Length);
        for (var i = 0; i < runes.Length; i++)
        {
            var rune = runes[i];
            if (Characters.IsDirection(rune))
            {
                return ("", "has characters that change the direction of text; enter it again without them");
            }

            if (Characters.IsLineBreak(rune) && hasLines)
            {
                i += rune.Value == '\r' && i + 1 < runes.Length && runes[i + 1].Value == '\n' ? 1 : 0;
                text.Add(new Rune('\n'));
            }
            else if (Characters.IsLineBreak(rune) || (Rune.IsControl(rune) && !(hasLines && rune.Value == '\t')))
            {
                return ("", hasLines
                    ? "has control characters; enter it again without them"
                    : "has line breaks or control characters; enter it on one line without them");
            }
            else if (Characters.IsUnknown(rune))
            {
                return ("", $"has the character U+{rune.Value:X4}, which others cannot read; leave it out");
            }
            else if (Characters.IsBlank(rune))
            {
                text.Add(new Rune(' '));
            }
            else if (!Characters.IsInvisible(rune))
            {
                text.Add(rune);
                InvisibleCharacters.CompletePicture(text, i + 1 < runes.Length ? runes[i + 1] : null);
            }
            else
            {
                InvisibleCharacters.Keep(text, runes, ref i);
            }
        }

        var clean = Tidy(string.Concat(text), hasLines);
        return clean.Length == 0 && given.EnumerateRunes().Any(rune => !Characters.IsBlank(rune) && !Characters.IsLineBreak(rune))
            ? ("", "has no visible characters; enter some")
            : (clean, Fault(clean));
    }

    /// <summary>
    /// Trims what people paste with a text and do not see: blanks, line breaks, the mark at the beginning of files, and
    /// the blank without width. What changes the direction of text is not trimmed, so that it is refused.
    /// </summary>
    private static string Trim(string text)
    {
        var runes = text.EnumerateRunes().ToList();
        var (first, last) = (0, runes.Count);
        for (; first < last && IsEdge(runes[first]); first++)
        {
        }

        for (; last > first && IsEdge(runes[last - 1]); last--)
        {
        }

        return string.Concat(runes[first..last]);

        static bool IsEdge(Rune rune) =>
            Characters.IsBlank(rune) || Characters.IsLineBreak(rune) || rune.Value is 0xFEFF or 0x200B or 0x2060;
    }

    /// <summary>One blank between words; no blanks around line breaks.</summary>
    private static string Tidy(string text, bool hasLines) =>
        !hasLines
            ? Folding.Normalized(string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            : Folding.Normalized(string.Join('\n', text.Split('\n').Select(line => line.TrimEnd(' '))).Trim());

    private static string? Fault(string clean)
    {
        if (clean.Length > 0 && !clean.EnumerateRunes().Any(Characters.IsSeen))
        {
            return "has no visible characters; enter some";
        }

        var characters = StringInfo.GetTextElementEnumerator(clean);
        while (characters.MoveNext())
        {
            var character = characters.GetTextElement();
            var marks = character.EnumerateRunes().Count(rune => Characters.IsMark(rune) && !Characters.IsInvisible(rune));
            if (Characters.IsMark(Rune.GetRuneAt(character, 0)) || (character[0] is ' ' or '\n' && marks > 0))
            {
                return "has an accent or a sign without its letter; enter it again";
            }

            if (character.Length > UnitsPerCharacter || marks > MostMarks || character.EnumerateRunes().Count(Characters.IsAccent) > MostAccents)
            {
                return TooManyMarks;
            }
        }

        return null;
    }
}
