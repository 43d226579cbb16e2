using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Utilities;
using GraphQLParser.AST;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Adds the parts of standard introspection that the engine lacks: @specifiedBy, __Type.specifiedByURL, and
/// includeDeprecated on __Directive.args.
/// </summary>
public sealed class StandardIntrospection : BaseSchemaNodeVisitor
{
    public static void Configure(ISchema schema)
    {
        schema.Features.RepeatableDirectives = true;
        schema.Features.DeprecationOfInputValues = true;
        schema.Directives.Register(new Directive("specifiedBy", DirectiveLocation.Scalar)
        {
            Description = "The address of the specification of a scalar's format.",
            Arguments = [new QueryArgument<NonNullGraphType<StringGraphType>> { Name = "url" }],
        });
    }

    public override void VisitSchema(ISchema schema)
    {
        var type = (IObjectGraphType)schema.AllTypes["__Type"]!;
        type.AddField(new FieldType
        {
            Name = "specifiedByURL",
            ResolvedType = schema.AllTypes["String"],
            Resolver = new FuncFieldResolver<string?>(context =>
                (context.Source as IGraphType)?.FindAppliedDirective("specifiedBy")?.FindArgument("url")?.Value as string),
        });

        var directive = (IObjectGraphType)schema.AllTypes["__Directive"]!;
        directive.GetField("args")!.Arguments =
        [
            new QueryArgument(schema.AllTypes["Boolean"]!) { Name = "includeDeprecated", DefaultValue = false },
        ];
    }
}
