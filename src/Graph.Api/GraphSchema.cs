using System.Reflection;
using Graph.Api.Deals;
using Graph.Api.Feed;
using Graph.Api.Friendships;
using Graph.Api.Ledger;
using Graph.Api.Payments;
using Graph.Api.Server;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Scalars;
using Graph.Api.Server.Streams;
using Graph.Api.Users;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Feed;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence.Conventions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Utilities;
using GraphQLParser.AST;

[assembly: DefaultsFromConstructor]
[assembly: InterfaceConvention]
[assembly: NamingConvention]
[assembly: PagingConvention]
[assembly: RecordDocumentation]
[assembly: ServicesConvention]

namespace Graph.Api;

/// <summary>The one registration of the schema, shared by host and tests.</summary>
public static class GraphSchema
{
    public static IServiceCollection AddGraphSchema(this IServiceCollection services)
    {
        GlobalSwitches.EnableReadDescriptionFromXmlDocumentation = true;
        AcceptTypedIds();

        // A graph type that the container knows takes the place of the engine's own.
        services.AddSingleton<IdGraphType, GlobalIdGraphType>();
        services.AddSingleton<DecimalGraphType, DecimalTextGraphType>();
        services.AddSingleton<StringGraphType, TextGraphType>();
        services.AddSingleton<UuidGraphType>();
        services.AddSingleton<UtcDateTimeGraphType>();
        services.AddSingleton<CalendarDateGraphType>();
        services.AddSingleton<MoneyGraphType>();
        services.AddSingleton<ErrorInterfaceGraphType>();
        services.AddSingleton(typeof(DomainErrorGraphType<>));
        services.AddSingleton(typeof(UnionOf<>));

        services.AddSingleton(Nodes());
        services.AddScoped<Caller>();
        services.AddScoped<LoaderMemory>();
        services.AddScoped<UserLoaders>();
        services.AddScoped<FriendshipLoaders>();
        services.AddScoped<TransactionLoaders>();
        services.AddScoped<PaymentLoaders>();
        services.AddScoped<DealLoaders>();
        services.AddScoped<FeedLoaders>();
        services.AddSingleton<EventStreams>();

        services.AddGraphQL(graphQL => graphQL
            .AddSchema<RootSchema>()
            .AddAutoClrMappings()
            .AddGraphTypeMappingProvider<TypeMapping>()
            .AddSystemTextJson()
            .AddExecutionStrategy<SerialExecutionStrategy>(OperationType.Query)
            .AddExecutionStrategy<MutationStrategy>(OperationType.Mutation)
            .AddExecutionStrategy<SubscriptionStrategy>(OperationType.Subscription)
            .AddSchemaVisitor<TidyDescriptions>()
            .AddSchemaVisitor<AuthorizationVisitor>()
            .AddSchemaVisitor<StandardIntrospection>());
        services.AddSingleton<DocumentCache>();
        services.AddSingleton<GraphExecutor>();
        return services;
    }

    /// <summary>As it stands in schema.graphql.</summary>
    public static string Print(ISchema schema) =>
        schema.Print(new PrintOptions { StringComparison = StringComparison.Ordinal });

    /// <summary>Which types are nodes, and how each is found as the caller may see it.</summary>
    private static NodeSources Nodes() => new NodeSources()
        .Add<UserId, UserLoaders>((users, id) => users.ById.Load(id, found => (INode?)found))
        .Add<ViewerId, UserLoaders>(async (users, id) => await users.FindViewerAsync(id))
        .Add<EvidenceId, UserLoaders>((users, id) => users.Evidence.Load(id, found => (INode?)found))
        .Add<BankCardId, UserLoaders>((users, id) =>
            users.BankCards.Load(id, card => card is null ? null : (INode?)new BankCardNode(card)))
        .Add<SessionId, UserLoaders>((users, id) => users.Sessions.Load(id, found => (INode?)found))
        .Add<AuditEventId, UserLoaders>((users, id) => users.AuditEvents.Load(id, found => (INode?)found))
        .Add<FriendshipId, FriendshipLoaders>((friendships, id) => friendships.Friendships.Load(id, found => (INode?)found))
        .Add<FriendRequestId, FriendshipLoaders>((friendships, id) => friendships.Requests.Load(id, found => (INode?)found))
        .Add<WalletId, TransactionLoaders>(async (transactions, id) => await transactions.WalletAsync(id))
        .Add<TransactionId, TransactionLoaders>((transactions, id) => transactions.ById.Load(id, found => (INode?)found))
        .Add<PaymentRequestId, PaymentLoaders>((payments, id) => payments.Requests.Load(id, found => (INode?)found))
        .Add<BillId, PaymentLoaders>((payments, id) => payments.Bills.Load(id, found => (INode?)found))
        .AddPublic<MerchantId, DealLoaders>((deals, id) => deals.Merchants.Load(id, found => (INode?)found))
        .AddPublic<ShopId, DealLoaders>((deals, id) => deals.Shops.Load(id, found => (INode?)found))
        .AddPublic<DealId, DealLoaders>((deals, id) => deals.Deals.Load(id, found => (INode?)found))
        .AddPublic<GroupBuyId, DealLoaders>((deals, id) => deals.Groups.Load(id, found => (INode?)found))
        .Add<OrderId, DealLoaders>((deals, id) => deals.Orders.Load(id, found => (INode?)found))
        .Add<ActivityId, FeedLoaders>((feed, id) => feed.Activities.Load(id, found => (INode?)found))
        .Add<NotificationId, FeedLoaders>((feed, id) => feed.Notifications.Load(id, found => (INode?)found));

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

/// <summary>The schema: what the features put together.</summary>
public sealed class RootSchema : Schema
{
    public RootSchema(IServiceProvider services)
        : base(services)
    {
        Query = new RootGraphType("Query", "Where reading begins.", typeof(QueryFieldsAttribute));
        Mutation = new RootGraphType(
            "Mutation",
            "What changes something. Expected refusals are data, in `errors`; what moves money takes an `idempotencyKey`.",
            typeof(MutationFieldsAttribute));
        Subscription = new RootGraphType("Subscription", "What happens, as it happens.", typeof(SubscriptionFieldsAttribute));
        foreach (var type in InterfaceConventionAttribute.Implementers)
        {
            // What is reached through an interface only would not be found otherwise.
            RegisterType(typeof(AutoRegisteringObjectGraphType<>).MakeGenericType(type));
        }

        this.RegisterAuthorizationDirectives();
        StandardIntrospection.Configure(this);
    }
}
