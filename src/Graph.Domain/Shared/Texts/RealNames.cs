using System.Text;

namespace Graph.Domain.Shared.Texts;

/// <summary>
/// The one form of a real name, so that the name on a card is found again however it is typed: compatibility forms are
/// the usual characters, all middle dots are U+00B7, and no blank stands around them or between two Chinese characters, even if
/// something that nobody sees stands beside it.
/// </summary>
internal static class RealNames
{
    private const int MiddleDot = 0x00B7;

    public static string Form(string name)
    {
        var form = new List<Rune>();
        Rune? last = null;
        var isAfterBlank = false;
        foreach (var rune in Folding.Compatible(name).EnumerateRunes())
        {
            if (Characters.IsBlank(rune))
            {
                isAfterBlank = true;
                continue;
            }

            if (Characters.IsInvisible(rune))
            {
                // Whether it may stay is decided when the text is cleaned. Until then it separates nothing.
                form.Add(rune);
                continue;
            }

            var next = Characters.IsMiddleDot(rune) ? new Rune(MiddleDot) : rune;
            var isDot = next.Value == MiddleDot;
            if (isDot && (last is null || last.Value.Value == MiddleDot))
            {
                isAfterBlank = false;
                continue;
            }

            if (isAfterBlank && last is { } before && !isDot && before.Value != MiddleDot && !(Characters.IsHan(before) && Characters.IsHan(next)))
            {
                form.Add(new Rune(' '));
            }

            isAfterBlank = false;
            form.Add(next);
            last = next;
        }

        if (last?.Value == MiddleDot)
        {
            form.RemoveAt(form.LastIndexOf(last.Value));
        }

        return string.Concat(form);
    }
}
