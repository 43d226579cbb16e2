using System.Collections;
using System.Globalization;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Scalars;

/// <summary>A day without a time. In C# it is a <see cref="DateOnly"/>.</summary>
public sealed class CalendarDateGraphType : DateOnlyGraphType
{
    public CalendarDateGraphType()
    {
        Name = "Date";
        Description = "A day in Asia/Shanghai: \"2026-11-23\".";
        this.ApplyDirective("specifiedBy", "url", "https://www.rfc-editor.org/rfc/rfc3339");
    }

    public override object? Serialize(object? value) => value switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        null => null,
        _ => ThrowSerializationError(value),
    };

    public override object? ParseValue(object? value) => value switch
    {
        string text when TryParse(text, out var day) => day,
        null => null,
        _ => ThrowValueConversionError(value),
    };

    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text when TryParse(text.Value.ToString(), out var day) => day,
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    public override bool CanParseLiteral(GraphQLValue value) =>
        value is GraphQLNullValue
        || value is GraphQLStringValue text && TryParse(text.Value.ToString(), out _);

    public override bool CanSerializeList(IEnumerable list, bool allowNulls) => false;

    internal static bool TryParse(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
