using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using GraphQL.Types;

namespace Graph.Api.Server;

/// <summary>The schema, which is put together from the parts of all features.</summary>
public sealed class RootSchema : Schema
{
    public RootSchema(IServiceProvider services)
        : base(services)
    {
        Query = new RootGraphType("Query", "The entry points for reading data.", typeof(QueryFieldsAttribute));
        Mutation = new RootGraphType(
            "Mutation",
            "The operations that change data. Expected refusals are in the payload's `errors`. Mutations that move "
            + "money need an `idempotencyKey`, so that sending one again does not move money again.",
            typeof(MutationFieldsAttribute));
        Subscription = new RootGraphType(
            "Subscription", "Streams of live events and states.", typeof(SubscriptionFieldsAttribute));
        foreach (var type in InterfaceConventionAttribute.Implementers)
        {
            // Register it here, because the engine does not find types that are reached only through an interface.
            RegisterType(typeof(ObjectOf<>).MakeGenericType(type));
        }

        this.RegisterAuthorizationDirectives();
        StandardIntrospection.Configure(this);
    }
}
