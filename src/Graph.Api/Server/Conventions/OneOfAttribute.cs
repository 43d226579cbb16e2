using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>Marks an input in which a client must give exactly one field (@oneOf).</summary>
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
