using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Scalars;

/// <summary>
/// A UUID as RFC 9562 writes it. The engine's own type reads other forms too, with braces or without hyphens, so that
/// one key could be sent in several ways.
/// </summary>
public sealed class UuidGraphType : GuidGraphType
{
    private const int Length = 36;

    public UuidGraphType()
    {
        Name = "UUID";
        Description = "A universally unique identifier: \"0199c0de-0000-7000-8000-000000000001\".";
        this.ApplyDirective("specifiedBy", "url", "https://www.rfc-editor.org/rfc/rfc9562");
    }

    public override object? ParseValue(object? value) => value switch
    {
        string text when TryParse(text, out var id) => id,
        null => null,
        _ => ThrowValueConversionError(value),
    };

    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text when TryParse(text.Value.ToString(), out var id) => id,
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    public override bool CanParseValue(object? value) => value is null || value is string text && TryParse(text, out _);

    public override bool CanParseLiteral(GraphQLValue value) =>
        value is GraphQLNullValue
        || value is GraphQLStringValue text && TryParse(text.Value.ToString(), out _);

    private static bool TryParse(string text, out Guid id)
    {
        id = default;
        return text.Length == Length && Guid.TryParseExact(text, "D", out id);
    }
}
