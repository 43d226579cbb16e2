using System.Collections;
using Graph.Domain.Shared;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Relay;

/// <summary>
/// Replaces the engine's type ID. Typed IDs are encoded in results, and IDs in inputs become <see cref="GlobalId"/>.
/// </summary>
public sealed class GlobalIdGraphType : IdGraphType
{
    public override object? Serialize(object? value) => value switch
    {
        ITypedId id => GlobalId.Of(id).ToString(),
        GlobalId id => id.ToString(),
        _ => base.Serialize(value),
    };

    public override object? ParseValue(object? value) => value switch
    {
        null => null,
        string text => GlobalId.Parse(text),
        int or long => GlobalId.Nothing,
        _ => ThrowValueConversionError(value),
    };

    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLNullValue => null,
        GraphQLStringValue text => GlobalId.Parse(text.Value.ToString()),
        GraphQLIntValue => GlobalId.Nothing,
        _ => ThrowLiteralConversionError(value),
    };

    public override bool CanParseLiteral(GraphQLValue value) =>
        value is GraphQLNullValue or GraphQLStringValue or GraphQLIntValue;

    public override bool CanSerializeList(IEnumerable list, bool allowNulls) => false;
}
