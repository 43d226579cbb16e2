using System.Text;

namespace Graph.Domain.Shared.Texts;

/// <summary>Makes texts equal that are meant to be the same though they are typed in different ways.</summary>
internal static class Folding
{
    /// <summary>
    /// The most marks that stand one after the other in a text of any language (Unicode Standard Annex 15, Stream-Safe Text Format).
    /// </summary>
    private const int MostMarksInARow = 30;

    /// <summary>More UTF-16 units than anything has that people copy or look for. The rest is not brought into another form.</summary>
    private const int MostCopied = 4_096;

    /// <summary>
    /// The compatibility form (NFKC): full-width letters and digits become the usual ones, and compatibility ideographs
    /// become the unified ones. A text that cannot be normalised stays as it is.
    /// </summary>
    public static string Compatible(string text) => text.Length > MostCopied ? text
        // The form would take the middle dot of Korean keyboards apart.
        : Normalized(text.Replace('\u318D', '\u00B7'), NormalizationForm.FormKC);

    /// <summary>
    /// The text in a normal form. It stays as it is when it has half a surrogate pair, or more marks in a row than any language needs:
    /// putting marks in order takes the square of their number, so that a request full of them would take a processor for seconds.
    /// </summary>
    public static string Normalized(string text, NormalizationForm form = NormalizationForm.FormC) =>
        Cleaning.IsWhole(text) && !HasEndlessMarks(text) ? text.Normalize(form) : text;

    /// <summary>Whether there are more marks in a row than any language needs.</summary>
    public static bool HasEndlessMarks(string text)
    {
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var isMark = Characters.IsMark(rune) || IsNarrowMark(rune);
            if (isMark && Characters.IsInvisible(rune))
            {
                continue;
            }

            marks = isMark ? marks + 1 : 0;
            if (marks > MostMarksInARow)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The two marks of half-width Katakana, which become marks only in the compatibility form.</summary>
    private static bool IsNarrowMark(Rune rune) => rune.Value is 0xFF9E or 0xFF9F;

    /// <summary>Without capitals. Going up first makes the two small sigmas one.</summary>
    public static string Case(string text) => text.ToUpperInvariant().ToLowerInvariant();

    /// <summary>Without blanks and without what nobody sees at both ends.</summary>
    public static string Trim(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var first = Array.FindIndex(runes, rune => !IsEdge(rune));
        var last = Array.FindLastIndex(runes, rune => !IsEdge(rune));
        return first < 0 ? "" : string.Concat(runes[first..(last + 1)]);
    }

    /// <summary>Without what nobody sees, blanks too.</summary>
    public static IEnumerable<Rune> Visible(string text) => text.EnumerateRunes().Where(rune => !IsEdge(rune));

    internal static bool IsEdge(Rune rune) =>
        Characters.IsBlank(rune) || Rune.IsControl(rune) || Characters.IsLineBreak(rune) || Characters.IsInvisible(rune);
}
