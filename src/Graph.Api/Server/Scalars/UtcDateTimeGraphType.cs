using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Scalars;

/// <summary>A point in time as in RFC 3339. In C# it is a <see cref="DateTime"/> in UTC.</summary>
public sealed partial class UtcDateTimeGraphType : DateTimeGraphType
{
    /// <summary>
    /// The accepted formats. All have an offset, because a time without one depends on the time zone.
    /// </summary>
    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>The length of a time in a result.</summary>
    private const int Length = 27;

    public UtcDateTimeGraphType()
    {
        Name = "DateTime";
        Description = "A point in time: \"2026-11-23T04:05:06.789Z\". Inputs may have another offset, and are cut to microseconds. "
            + "Results are in UTC with six digits after the point, so that they can be sorted as text.";
        this.ApplyDirective("specifiedBy", "url", "https://www.rfc-editor.org/rfc/rfc3339");
    }

    public override object? Serialize(object? value) => value switch
    {
        DateTime { Kind: DateTimeKind.Utc } time => Written(time),
        null => null,
        _ => ThrowSerializationError(value),
    };

    public override object? ParseValue(object? value) => value switch
    {
        string text when TryParse(text, out var time) => time,
        null => null,
        _ => ThrowValueConversionError(value),
    };

    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text when TryParse(text.Value.ToString(), out var time) => time,
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    public override bool CanParseLiteral(GraphQLValue value) =>
        value is GraphQLNullValue
        || value is GraphQLStringValue text && TryParse(text.Value.ToString(), out _);

    public override bool CanSerializeList(IEnumerable list, bool allowNulls) => false;

    /// <summary>
    /// The format "O" has seven digits after the point, of which the last is left out. It takes a fraction of what a format of our own
    /// takes, and a list has many times.
    /// </summary>
    private static string Written(DateTime time) => string.Create(Length, time, static (text, time) =>
    {
        Span<char> precise = stackalloc char[Length + 1];
        time.TryFormat(precise, out _, "O", CultureInfo.InvariantCulture);
        precise[..^2].CopyTo(text);
        text[^1] = 'Z';
    });

    /// <summary>RFC 3339 allows a small t and z too.</summary>
    private static bool TryParse(string text, out DateTime time)
    {
        var isTime = DateTimeOffset.TryParseExact(
            Fraction().Replace(text.ToUpperInvariant(), "$1"), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant);
        time = instant.UtcDateTime;
        return isTime;
    }

    /// <summary>More than six digits after the point. Times are kept to the microsecond, so the rest is cut off.</summary>
    [GeneratedRegex(@"(?<=^.{19})(\.[0-9]{6})[0-9]+(?=[Z+-])", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();
}
