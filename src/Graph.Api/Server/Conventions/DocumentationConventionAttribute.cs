using System.Reflection;
using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Takes descriptions from XML comments, which the engine's own reader finds slowly, and not on generic types, on types of
/// the domain and on parameters of records.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class DocumentationConventionAttribute : GraphQLAttribute
{
    public override void Modify(IGraphType graphType, Type sourceType) => graphType.Description ??= Documentation.Of(sourceType);

    public override void Modify(
        FieldType field, bool isInputType, IGraphType graphType, MemberInfo member, ref bool ignore) =>
        field.Description ??= Documentation.Of(member);

    public override void Modify(QueryArgument argument, ParameterInfo parameter) => argument.Description ??= Documentation.Of(parameter);

    public override void Modify(EnumValueDefinition value) =>
        value.Description ??= Documentation.Of(value.Value!.GetType().GetField(value.Value.ToString()!)!);
}
