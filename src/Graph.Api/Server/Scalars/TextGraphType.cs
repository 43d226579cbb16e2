using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Scalars;

/// <summary>
/// Replaces the engine's type String. It refuses text that not every database can store, or that has no normal form: text with U+0000,
/// with U+FFFE, or with half a surrogate pair.
/// </summary>
public sealed class TextGraphType : StringGraphType
{
    public TextGraphType() => Name = "String";

    public override object? ParseValue(object? value) => value is string text && !IsText(text)
        ? ThrowValueConversionError("text with U+0000, U+FFFE or half a surrogate pair")
        : base.ParseValue(value);

    public override object? ParseLiteral(GraphQLValue value) => value is GraphQLStringValue text && !IsText(text.Value.ToString())
        ? ThrowLiteralConversionError(value)
        : base.ParseLiteral(value);

    public override bool CanParseLiteral(GraphQLValue value) =>
        base.CanParseLiteral(value) && (value is not GraphQLStringValue text || IsText(text.Value.ToString()));

    public override bool CanParseValue(object? value) => base.CanParseValue(value) && (value is not string text || IsText(text));

    internal static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (text[i] is '\0' or '\uFFFE' || char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
