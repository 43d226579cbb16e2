using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Scalars;

/// <summary>An exact number as JSON text, so that no client reads money as a floating-point number.</summary>
public sealed partial class DecimalTextGraphType : DecimalGraphType
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>
    /// A number with more digits before the point than this is replaced by the largest or smallest decimal.
    /// </summary>
    private const int IntegerDigits = 18;

    /// <summary>
    /// More digits after the point than this are cut off, because a decimal would round them silently. What is left is
    /// still too many digits for every field.
    /// </summary>
    private const int FractionDigits = 9;

    /// <summary>
    /// What text that is no number stands for: a number with more digits than any field takes. The field refuses it like
    /// "12.505", and says where it is in the input.
    /// </summary>
    private static readonly decimal Malformed = new(1, 0, 0, false, 28);

    public DecimalTextGraphType()
    {
        Name = "Decimal";
        Description = "An exact decimal number as text, for example \"12.50\". A JSON number is refused.";
        this.ApplyDirective("specifiedBy", "url", "https://www.w3.org/TR/xmlschema11-2/#decimal");
    }

    public override object? Serialize(object? value) => value switch
    {
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        null => null,
        _ => ThrowSerializationError(value),
    };

    public override object? ParseValue(object? value) => value switch
    {
        string text => Read(text),
        null => null,
        _ => ThrowValueConversionError(value),
    };

    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text => Read(text.Value.ToString()),
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    public override bool CanParseLiteral(GraphQLValue value) =>
        value is GraphQLNullValue or GraphQLStringValue;

    public override bool CanSerializeList(IEnumerable list, bool allowNulls) => false;

    private static decimal Read(string text)
    {
        if (Grammar().Match(text) is not { Success: true } match)
        {
            return Malformed;
        }

        var (integer, fraction) = (match.Groups["integer"].Value.TrimStart('0'), match.Groups["fraction"].Value);
        if (integer.Length > IntegerDigits)
        {
            // The field that takes the number refuses it as too large, and not as malformed.
            return text[0] == '-' ? decimal.MinValue : decimal.MaxValue;
        }

        var kept = fraction.Length > FractionDigits ? text[..^(fraction.Length - FractionDigits)] : text;
        return decimal.Parse(kept, Style, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^-?(?<integer>[0-9]+)(\.(?<fraction>[0-9]+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
