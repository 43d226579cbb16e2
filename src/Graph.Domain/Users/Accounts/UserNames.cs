using System.Text.RegularExpressions;

namespace Graph.Domain.Users.Accounts;

/// <summary>Which handles, names and phone numbers there can be, and how real names are masked.</summary>
public static partial class UserNames
{
    public const int MaxHandle = 30;

    public static bool IsHandle(string text) => Handle().IsMatch(text);

    /// <summary>As people write it: with capitals, or with an @ before it.</summary>
    public static string NormalizeHandle(string text) => text.Trim().TrimStart('@').ToLowerInvariant();

    /// <summary>Without regard to capitals.</summary>
    public static string NormalizeSearch(string text) => text.Trim().ToLowerInvariant();

    public static bool IsDisplayName(string text) =>
        text.Length is > 0 and <= User.MaxDisplayName && text.Trim() == text && !text.Any(char.IsControl);

    /// <summary>Mainland mobile numbers, with or without +86 and blanks; null for anything else.</summary>
    public static string? NormalizePhone(string text)
    {
        var digits = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        digits = digits.StartsWith("+86", StringComparison.Ordinal) ? digits[3..] : digits;
        return Phone().IsMatch(digits) ? digits : null;
    }

    /// <summary>All but the last character: `*明`. Surrogate pairs count as one character.</summary>
    public static string Mask(string realName)
    {
        var runes = realName.EnumerateRunes().ToList();
        return new string('*', Math.Max(1, runes.Count - 1)) + runes[^1];
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{2,29}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Handle();

    [GeneratedRegex(@"^1[3-9][0-9]{9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();
}
