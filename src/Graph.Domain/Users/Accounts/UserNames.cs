using System.Globalization;
using System.Text.RegularExpressions;

namespace Graph.Domain.Users.Accounts;

/// <summary>The rules for handles and phone numbers, and the masking of real names.</summary>
public static partial class UserNames
{
    public const int MaxHandle = 30;

    internal const string PhoneRule = "A mainland mobile number has eleven digits and begins with 13 to 19.";

    internal const string HandleRule =
        "A handle has 3 to 30 characters: letters from a to z, digits and _, and begins with a letter.";

    public static bool IsHandle(string text) => Handle().IsMatch(text);

    /// <summary>
    /// Masks all characters of a name except the last: `*明`. A character is what people see.
    /// </summary>
    public static string Mask(string realName)
    {
        var starts = StringInfo.ParseCombiningCharacters(realName);
        return new string('*', Math.Max(1, starts.Length - 1)) + realName[starts[^1]..];
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{2,29}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Handle();
}
