using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// The input type of a C# record. The engine compiles the code that makes the record when the first one is read, and not
/// when it builds the schema, because this type overrides the method that reads one.
/// </summary>
public sealed class InputOf<TSource> : AutoRegisteringInputObjectGraphType<TSource>
{
    public override object ParseDictionary(IDictionary<string, object?> value) => base.ParseDictionary(value);
}
