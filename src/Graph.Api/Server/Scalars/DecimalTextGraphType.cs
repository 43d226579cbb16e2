using System.Collections;
using System.Globalization;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Scalars;

/// <summary>An exact number as JSON text, so that no client reads money as a float.</summary>
public sealed class DecimalTextGraphType : DecimalGraphType
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

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

    private static bool TryParse(string text, out decimal number) =>
        decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out number);
}
