using System.Text;

namespace Graph.Domain.Shared.Texts;

/// <summary>
/// The one form of a real name, so that the name on a card is found again however it is typed: compatibility forms are
/// the usual characters, all middle dots are U+00B7, and no blank stands around them or between two Chinese characters.
/// </summary>
internal static class RealNames
{
    private const int MiddleDot = 0x00B7;

    public static string Form(string name)
    {
        var form = new List<Rune>();
        var isAfterBlank = false;
        foreach (var rune in Folding.Compatible(name).EnumerateRunes())
        {
            if (Characters.IsBlank(rune))
            {
                isAfterBlank = true;
                continue;
            }

            var next = Characters.IsMiddleDot(rune) ? new Rune(MiddleDot) : rune;
            Rune? last = form.Count == 0 ? null : form[^1];
            var isDot = next.Value == MiddleDot;
            if (isDot && last?.Value == MiddleDot)
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
        }

        return string.Concat(form).Trim((char)MiddleDot);
    }
}
