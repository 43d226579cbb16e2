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
        string text when TryParse(text, out var number) => number,
        null => null,
        _ => ThrowValueConversionError(value),
    };

    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text when TryParse(text.Value.ToString(), out var number) => number,
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    public override bool CanParseLiteral(GraphQLValue value) =>
        value is GraphQLNullValue
        || value is GraphQLStringValue text && TryParse(text.Value.ToString(), out _);

    public override bool CanSerializeList(IEnumerable list, bool allowNulls) => false;

    private static bool TryParse(string text, out decimal number)
    {
        number = 0;
        if (Grammar().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var (integer, fraction) = (match.Groups["integer"].Value.TrimStart('0'), match.Groups["fraction"].Value);
        if (integer.Length > IntegerDigits)
        {
            // The field that takes the number refuses it as too large, and not as malformed.
            number = text[0] == '-' ? decimal.MinValue : decimal.MaxValue;
            return true;
        }

        var kept = fraction.Length > FractionDigits ? text[..^(fraction.Length - FractionDigits)] : text;
        return decimal.TryParse(kept, Style, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex(@"^-?(?<integer>[0-9]+)(\.(?<fraction>[0-9]+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
