using System.Text;

namespace Graph.Domain.Shared.Texts;

/// <summary>Makes texts equal that are meant to be the same though they are typed in different ways.</summary>
internal static class Folding
{
    /// <summary>
    /// The compatibility form (NFKC): full-width letters and digits become the usual ones, and compatibility ideographs
    /// become the unified ones. A text with half a surrogate pair stays as it is.
    /// </summary>
    public static string Compatible(string text)
    {
        if (!Cleaning.IsWhole(text))
        {
            return text;
        }

        // The form would take the middle dot of Korean keyboards apart.
        return text.Replace('\u318D', '\u00B7').Normalize(NormalizationForm.FormKC);
    }

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
