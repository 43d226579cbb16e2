using System.Text;

namespace Graph.Domain.Shared.Texts;

/// <summary>
/// The form in which texts are searched and looked for: without capitals, of usual width, one blank between words, one
/// middle dot, and nothing that nobody sees.
/// </summary>
public static class SearchForm
{
    /// <summary>How much of a name is searched, in UTF-16 units. It bounds the key of an index.</summary>
    public const int MaxName = 200;

    /// <summary>How much of a title is searched, in UTF-16 units.</summary>
    public const int MaxTitle = 400;

    /// <summary>The form of a text that is searched.</summary>
    /// <param name="text">The text.</param>
    /// <param name="units">The length of its column. The end of a longer text is not searched.</param>
    public static string Of(string text, int units = MaxName)
    {
        var form = new StringBuilder();
        var isAfterBlank = false;
        foreach (var rune in Folding.Case(Folding.Compatible(text)).EnumerateRunes())
        {
            if (Characters.IsBlank(rune) || Characters.IsLineBreak(rune))
            {
                isAfterBlank = form.Length > 0;
            }
            else if (!Rune.IsControl(rune) && !Characters.IsInvisible(rune))
            {
                form.Append(isAfterBlank ? " " : "").Append(Characters.IsMiddleDot(rune) ? "\u00B7" : rune.ToString());
                isAfterBlank = false;
            }
        }

        return TextKind.Clip(Folding.Normalized(form.ToString()), units);
    }

    /// <summary>The form of what somebody looks for. An @ before a handle is left out.</summary>
    public static string Wanted(string text) => Of(Of(text).TrimStart('@'));
}
