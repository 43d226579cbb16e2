using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>A class named UserNode is the GraphQL type User: the domain keeps the plain name for its entity.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NamingConventionAttribute : GraphQLAttribute
{
    private const string Suffix = "Node";

    public override void Modify(IGraphType graphType, Type sourceType)
    {
        if (graphType is IObjectGraphType && sourceType.Name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            graphType.Name = sourceType.Name[..^Suffix.Length];
        }
    }
}
