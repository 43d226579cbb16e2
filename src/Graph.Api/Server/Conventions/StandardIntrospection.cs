using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Utilities;
using GraphQLParser.AST;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Adds the parts of standard introspection that the engine lacks: @specifiedBy and @oneOf among the directives,
/// __Type.specifiedByURL, and includeDeprecated on __Directive.args.
/// </summary>
public sealed class StandardIntrospection : BaseSchemaNodeVisitor
{
    public static void Configure(ISchema schema)
    {
        schema.Features.RepeatableDirectives = true;
        schema.Features.DeprecationOfInputValues = true;
        schema.Directives.Register(
            new StandardDirective("specifiedBy", DirectiveLocation.Scalar)
            {
                Description = "The address of the specification of a scalar's format.",
                Arguments = [new QueryArgument<NonNullGraphType<StringGraphType>> { Name = "url" }],
            },
            new StandardDirective("oneOf", DirectiveLocation.InputObject)
            {
                Description = "Exactly one field of this input must be given, and it must not be null.",
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

    /// <summary>A directive of the specification. Introspection lists it, though no request may use it.</summary>
    private sealed class StandardDirective(string name, DirectiveLocation location) : Directive(name, location)
    {
        public override bool? Introspectable => true;
    }
}
