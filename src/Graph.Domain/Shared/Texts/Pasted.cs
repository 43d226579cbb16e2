using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Graph.Domain.Shared.Texts;

/// <summary>
/// Codes, numbers, handles and addresses that people copy and paste, or type on a keyboard of their own: each is brought
/// into its one form before it is compared. What is between its characters for the eye alone does not matter.
/// </summary>
public static partial class Pasted
{
    public const int MaxUrl = 500;

    private const int MainlandDigits = 11;

    private static readonly string[] OwnNetworks =
        [".localhost", ".local", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".in-addr.arpa", ".ip6.arpa", ".onion"];

    /// <summary>
    /// A code: in capitals and of usual width, without blanks, line breaks, dashes of any kind, and what nobody sees.
    /// Voucher codes, one-time codes, PINs, identity numbers, card numbers and licences are codes.
    /// </summary>
    public static string Code(string text) => string.Concat(Folding.Visible(Folding.Compatible(text)).Where(rune => !Characters.IsDash(rune)))
        .ToUpperInvariant();

    /// <summary>
    /// A handle: in small letters and of usual width, without the @ before it. It is not said whether it follows the
    /// rule for handles.
    /// </summary>
    public static string Handle(string text) =>
        Folding.Trim(string.Concat(Folding.Compatible(text).EnumerateRunes().Where(rune => !Characters.IsInvisible(rune))))
            .TrimStart('@').TrimStart().ToLowerInvariant();

    /// <summary>
    /// The eleven digits of a mainland mobile number; null for anything else. The text may have +86, 0086 or 86 before
    /// them, and blanks, dashes, dots and brackets between them.
    /// </summary>
    public static string? Phone(string text)
    {
        var digits = Code(text);
        if (digits.Any(character => !char.IsAsciiDigit(character) && character is not ('+' or '(' or ')' or '.')))
        {
            return null;
        }

        digits = digits.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal)
            .Replace(".", "", StringComparison.Ordinal);
        string[] prefixes = ["+0086", "+86", "0086", "86"];
        var prefix = Array.Find(prefixes, prefix => digits.Length == MainlandDigits + prefix.Length && digits.StartsWith(prefix, StringComparison.Ordinal));
        digits = digits[(prefix?.Length ?? 0)..];
        return Mobile().IsMatch(digits) ? digits : null;
    }

    /// <summary>
    /// An address on the web that begins with https:// and has at most 500 characters, without what stands around it;
    /// null for anything else. Nothing in it is changed, because servers may tell capitals apart. Its host has a public name:
    /// whoever looks at a picture sends a request there, and it must not reach into their own network.
    /// </summary>
    public static string? WebAddress(string text)
    {
        var address = Folding.Trim(text);
        return address.Length <= MaxUrl
            && !address.EnumerateRunes().Any(rune => Folding.IsEdge(rune) || Characters.IsUnknown(rune))
            && Cleaning.IsWhole(address)
            && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            && uri.UserInfo.Length == 0 && IsPublic(uri)
            ? address
            : null;
    }

    /// <summary>
    /// Whether a host is a name of several parts, as the names of the public network are, and none that is kept for networks
    /// of one's own (RFC 6761, RFC 6762, RFC 8375).
    /// </summary>
    private static bool IsPublic(Uri uri)
    {
        if (uri.HostNameType != UriHostNameType.Dns || HostOf(uri) is not { } host)
        {
            return false;
        }

        return host.Contains('.', StringComparison.Ordinal)
            && !Array.Exists(OwnNetworks, end => host.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The name of a host as it is looked up; null when it has no such form.</summary>
    private static string? HostOf(Uri uri)
    {
        try
        {
            return uri.IdnHost.TrimEnd('.');
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    /// <summary>A token that a program keeps: only what stands around it is left out.</summary>
    public static string Token(string text) => Folding.Trim(text);

    /// <summary>
    /// A password: all its characters count, blanks at its ends too. Only what two keyboards send for the same letter, or
    /// for a blank, is one (RFC 8265, OpaqueString).
    /// </summary>
    public static string Password(string text) => !Cleaning.IsWhole(text)
        ? text
        : string.Concat(Folding.Normalized(text).EnumerateRunes().Select(rune =>
            Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator ? new Rune(' ') : rune));

    [GeneratedRegex(@"^1[3-9][0-9]{9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Mobile();
}
