using System.Globalization;
using System.Text;
using GraphQL.Execution;
using GraphQLParser.Exceptions;

namespace Graph.Api.Server.Rules;

/// <summary>
/// Makes a document ready for the engine's parser, which of the escapes in strings knows `\u1234` only, takes half a
/// surrogate pair for text, looks for escapes in comments too, and fails at a fault in a line that ends with U+000D alone.
/// </summary>
internal static class ReadableText
{
    /// <summary>
    /// The document with U+000A at the end of each line, with each `\u{1F44D}` as the character itself, and with spaces
    /// instead of comments. Spaces behind a string keep what follows at its place, so that locations in errors stay true.
    /// </summary>
    /// <exception cref="SyntaxError">An escape is no character of Unicode.</exception>
    public static string Of(string text)
    {
        if (text.Contains('\r', StringComparison.Ordinal))
        {
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }

        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            switch (text[at])
            {
                case '#':
                    at = text.AsSpan(at).IndexOf('\n') is >= 0 and var length ? at + length : text.Length;
                    result.Append(' ', at - start);
                    break;
                case '"' when string.CompareOrdinal(text, at, "\"\"\"", 0, 3) == 0:
                    at = EndOfBlock(text, at);
                    result.Append(text, start, at - start);
                    break;
                case '"':
                    at = ReadString(text, at, result);
                    break;
                default:
                    result.Append(text[at++]);
                    break;
            }
        }

        return result.ToString();
    }

    private static int EndOfBlock(string text, int start)
    {
        for (var at = start + 3; at < text.Length; at++)
        {
            if (string.CompareOrdinal(text, at, "\\\"\"\"", 0, 4) == 0)
            {
                at += 3;
            }
            else if (string.CompareOrdinal(text, at, "\"\"\"", 0, 3) == 0)
            {
                return at + 3;
            }
        }

        return text.Length;
    }

    /// <summary>Appends the string that begins here, and returns where it ends.</summary>
    private static int ReadString(string text, int start, StringBuilder result)
    {
        var (at, before) = (start + 1, result.Length);
        result.Append('"');
        while (at < text.Length && text[at] is not ('"' or '\n'))
        {
            if (string.CompareOrdinal(text, at, "\\u", 0, 2) == 0)
            {
                AppendEscape(text, ref at, result);
                continue;
            }

            var length = text[at] == '\\' && at + 1 < text.Length ? 2 : 1;
            result.Append(text, at, length);
            at += length;
        }

        if (at < text.Length && text[at] == '"')
        {
            result.Append('"');
            at++;
        }

        return Pad(at - start - (result.Length - before));

        int Pad(int spaces)
        {
            result.Append(' ', Math.Max(0, spaces));
            return at;
        }
    }

    private static void AppendEscape(string text, ref int at, StringBuilder result)
    {
        var start = at;
        var first = ReadUnit(text, ref at);
        if (char.MaxValue >= first && char.IsHighSurrogate((char)first)
            && string.CompareOrdinal(text, at, "\\u", 0, 2) == 0 && text.AsSpan(at).StartsWith("\\u{") is false)
        {
            var second = ReadUnit(text, ref at);
            if (char.IsLowSurrogate((char)second))
            {
                result.Append(text, start, at - start);
                return;
            }
        }

        if (!Rune.TryCreate(first, out var rune))
        {
            throw Malformed(text, start, "An escape must be a character of Unicode.");
        }

        if (text[start + 2] != '{')
        {
            result.Append(text, start, 6);
            at = start + 6;
        }
        else if (first < ' ' || first is '"' or '\\')
        {
            result.Append("\\u").Append(first.ToString("X4", CultureInfo.InvariantCulture));
        }
        else
        {
            result.Append(rune.ToString());
        }
    }

    /// <summary>The number in `\u1234` or `\u{1234}`. Moves behind it.</summary>
    private static int ReadUnit(string text, ref int at)
    {
        var (start, from) = (at, at + 2);
        var isBraced = from < text.Length && text[from] == '{';
        var end = isBraced ? text.IndexOf('}', from) : from + 4;
        var digits = isBraced && end >= 0 ? text.AsSpan(from + 1, end - from - 1)
            : !isBraced && end <= text.Length ? text.AsSpan(from, 4) : [];
        if (digits.IsEmpty || digits.TrimStart('0').Length > 6
            || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            throw Malformed(text, start, "An escape is \\u1234 or \\u{1F44D}, with hexadecimal digits.");
        }

        at = isBraced ? end + 1 : end;
        return unit;
    }

    private static SyntaxError Malformed(string text, int at, string message) =>
        new(new GraphQLSyntaxErrorException(message, text, at));
}
