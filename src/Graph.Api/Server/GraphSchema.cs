using System.Reflection;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Rules;
using Graph.Api.Server.Scalars;
using Graph.Api.Server.Streams;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Conventions;
using Graph.Domain.Shared;
using GraphQL;
using GraphQL.Types;
using GraphQL.Utilities;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace Graph.Api.Server;

/// <summary>Registers the schema, for the program and for its tests.</summary>
public static class GraphSchema
{
    /// <summary>
    /// Applies the conventions to all types. The engine would make attributes of the assembly anew for each member that it
    /// looks at.
    /// </summary>
    static GraphSchema()
    {
        GraphQLAttribute[] conventions =
        [
            new DefaultsFromConstructorAttribute(),
            new DocumentationConventionAttribute(),
            new FieldsOfConventionAttribute(),
            new InterfaceConventionAttribute(),
            new LoadingConventionAttribute(),
            new NamingConventionAttribute(),
            new PagingConventionAttribute(),
            new ServicesConventionAttribute(),
        ];
        foreach (var convention in conventions)
        {
            GlobalSwitches.GlobalAttributes.Add(convention);
        }
    }

    public static IServiceCollection AddGraphSchema(this IServiceCollection services)
    {
        AcceptTypedIds();

        // A graph type that is registered here replaces the engine's own.
        services.AddSingleton<IdGraphType, GlobalIdGraphType>();
        services.AddSingleton<DecimalGraphType, DecimalTextGraphType>();
        services.AddSingleton<StringGraphType, TextGraphType>();
        services.AddSingleton<UuidGraphType>();
        services.AddSingleton<UtcDateTimeGraphType>();
        services.AddSingleton<CalendarDateGraphType>();
        services.AddSingleton<MoneyGraphType>();
        services.AddSingleton<ErrorInterfaceGraphType>();
        services.AddSingleton(typeof(DomainErrorGraphType<>));
        services.AddSingleton(typeof(ObjectOf<>));
        services.AddSingleton(typeof(InputOf<>));
        services.AddSingleton(typeof(UnionOf<>));
        services.AddSingleton(typeof(EnumOf<>));

        services.AddSingleton(Nodes());
        services.AddScoped<NodeFinder>();
        services.AddScoped<Caller>();
        services.AddScoped<LoaderMemory>();
        services.AddScoped<PageLoaders>();
        services.AddSingleton<ResolverSlots>();
        services.AddSingleton<EventStreams>();
        services.AddSingleton<SharedResults>();
        services.AddSingleton<IBroadcaster, Broadcaster>();

        services.AddSingleton<IDocumentValidator, RequestValidator>();
        services.AddGraphQL(graphQL => graphQL
            .AddSchema<RootSchema>()
            .AddAutoClrMappings()
            .AddGraphTypeMappingProvider<TypeMapping>()
            .AddSystemTextJson()
            .AddExecutionStrategy<OperationStrategy>(OperationType.Query)
            .AddExecutionStrategy<MutationStrategy>(OperationType.Mutation)
            .AddExecutionStrategy<SubscriptionStrategy>(OperationType.Subscription)
            .AddSchemaVisitor<TidyDescriptions>()
            .AddSchemaVisitor<AuthorizationVisitor>()
            .AddSchemaVisitor<StandardIntrospection>());
        services.AddSingleton(new DocumentCache());

        // What it measures is the time of the processors, which no test moves.
        services.AddSingleton(provider => new AnonymousQueue(provider.GetRequiredService<GraphLimits>(), TimeProvider.System));
        services.AddSingleton<GraphExecutor>();
        return services;
    }

    /// <summary>Builds the schema now, so that an error in it is found at the start and not at the first request.</summary>
    public static void Build(IServiceProvider services) => services.GetRequiredService<ISchema>().Initialize();

    /// <summary>The text of the schema, as in the file schema.graphql.</summary>
    public static string Print(IServiceProvider services) => services.GetRequiredService<ISchema>().Print(
            new PrintOptions { StringComparison = StringComparison.Ordinal });

    private static NodeSources Nodes()
    {
        var nodes = new NodeSources();
        foreach (var module in ApiModules.All)
        {
            module.AddNodes(nodes);
        }

        return nodes;
    }

    private static void AcceptTypedIds()
    {
        var accept = typeof(GraphSchema).GetMethod(nameof(Accept), BindingFlags.NonPublic | BindingFlags.Static)!;
        foreach (var idType in TypedIds.All)
        {
            accept.MakeGenericMethod(idType).Invoke(null, null);
        }
    }

    private static void Accept<TId>()
        where TId : struct, ITypedId<TId> => ValueConverter.Register<GlobalId, TId>(id => id.To<TId>());
}
