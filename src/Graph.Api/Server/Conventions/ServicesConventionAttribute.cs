using Graph.Api.Server.Streams;
using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Passes services of the request's scope to resolvers. Each parameter whose class belongs to this program and is not
/// an input or a node is a service. So resolvers read like plain methods.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ServicesConventionAttribute : GraphQLAttribute
{
    public override void Modify<TParameterType>(ArgumentInformation argumentInformation)
    {
        var type = typeof(TParameterType);
        if (type == typeof(GraphContext))
        {
            argumentInformation.SetDelegateWithCast(context => (GraphContext)context.UserContext);
        }
        else if (IsService(type))
        {
            argumentInformation.SetDelegateWithCast(context => context.RequestServices!.GetRequiredService(type));
        }
    }

    private static bool IsService(Type type) => type == typeof(TimeProvider) || IsOurs(type);

    private static bool IsOurs(Type type) =>
        type is { IsClass: true, Namespace: { } space }
        && space.StartsWith("Graph.", StringComparison.Ordinal)
        && !type.Name.EndsWith("Input", StringComparison.Ordinal)
        && !type.Name.EndsWith("Node", StringComparison.Ordinal)
        && type != typeof(Relay.PageArguments);
}
