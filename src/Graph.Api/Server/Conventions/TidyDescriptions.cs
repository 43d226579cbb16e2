using System.Text.RegularExpressions;
using GraphQL.Types;
using GraphQL.Utilities;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Puts descriptions on one line, because XML comments wrap in the source. It also describes the argument `input` of
/// each mutation, which has no comment of its own.
/// </summary>
public sealed partial class TidyDescriptions : BaseSchemaNodeVisitor
{
    public override void VisitObject(IObjectGraphType type, ISchema schema) => type.Description = Tidy(type.Description);

    public override void VisitInputObject(IInputObjectGraphType type, ISchema schema) => type.Description = Tidy(type.Description);

    public override void VisitInterface(IInterfaceGraphType iface, ISchema schema) => iface.Description = Tidy(iface.Description);

    public override void VisitUnion(UnionGraphType union, ISchema schema) => union.Description = Tidy(union.Description);

    public override void VisitEnum(EnumerationGraphType type, ISchema schema) => type.Description = Tidy(type.Description);

    public override void VisitEnumValue(EnumValueDefinition value, EnumerationGraphType type, ISchema schema) =>
        value.Description = Tidy(value.Description);

    public override void VisitObjectFieldDefinition(FieldType field, IObjectGraphType type, ISchema schema) =>
        field.Description = Tidy(field.Description);

    public override void VisitInterfaceFieldDefinition(FieldType field, IInterfaceGraphType type, ISchema schema) =>
        field.Description = Tidy(field.Description);

    public override void VisitInputObjectFieldDefinition(FieldType field, IInputObjectGraphType type, ISchema schema) =>
        field.Description = Tidy(field.Description);

    public override void VisitObjectFieldArgumentDefinition(
        QueryArgument argument, FieldType field, IObjectGraphType type, ISchema schema) =>
        argument.Description = Tidy(argument.Description)
            ?? (argument.Name == "input" ? $"The input of `{field.Name}`." : null);

    private static string? Tidy(string? text) => text is null ? null : WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex("\\s+")]
    private static partial Regex WhiteSpace();
}
