using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>Marks an input of which exactly one field is given.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OneOfAttribute : GraphQLAttribute
{
    public override void Modify(IGraphType graphType)
    {
        if (graphType is IInputObjectGraphType input)
        {
            input.IsOneOf = true;
        }
    }
}
