using Graph.Api.Server.Errors;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>Refuses introspection where it is switched off. `__typename` stays allowed.</summary>
internal static class NoIntrospection
{
    public static void Check(GraphQLDocument document)
    {
        var asked = document.Definitions.OfType<GraphQLOperationDefinition>()
            .SelectMany(operation => RootFields.Of(operation, document))
            .Any(field => field.Name.Value == "__schema" || field.Name.Value == "__type");
        if (asked)
        {
            throw GraphError.Invalid("Introspection is switched off on this server.");
        }
    }
}
