using System.Text.RegularExpressions;

namespace Graph.Domain.Users.Accounts;

/// <summary>The rules for handles, names and phone numbers, and the masking of real names.</summary>
public static partial class UserNames
{
    public const int MaxHandle = 30;

    internal const string PhoneRule = "A mainland mobile number has eleven digits and begins with 13 to 19.";

    internal const string HandleRule =
        "A handle has 3 to 30 characters: lower-case letters, digits and _, and begins with a letter.";

    public static bool IsHandle(string text) => Handle().IsMatch(text);

    /// <summary>Returns the handle in its stored form. Users may write it with capitals or with a leading @.</summary>
    public static string NormalizeHandle(string text) => text.Trim().TrimStart('@').ToLowerInvariant();

    /// <summary>Returns the text in the form that searches use: trimmed and in lower case.</summary>
    public static string NormalizeSearch(string text) => text.Trim().ToLowerInvariant();

    public static bool IsDisplayName(string text) =>
        text.Length is > 0 and <= User.MaxDisplayName && text.Trim() == text && !text.Any(char.IsControl);

    /// <summary>
    /// Returns the eleven digits of a mainland mobile number. The text may have +86, blanks and hyphens. Returns null
    /// for anything else.
    /// </summary>
    public static string? NormalizePhone(string text)
    {
        var digits = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        digits = digits.StartsWith("+86", StringComparison.Ordinal) ? digits[3..] : digits;
        return Phone().IsMatch(digits) ? digits : null;
    }

    /// <summary>
    /// Masks all characters of a name except the last: `*明`. A surrogate pair counts as a single character.
    /// </summary>
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
