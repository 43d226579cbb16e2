using Graph.Api.Auth;
using Graph.Api.Demo;
using Graph.Api.Ide;
using Graph.Api.Server;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Http;
using Graph.Api.Server.Sse;
using Graph.Api.Server.Streams;
using Graph.Api.Server.WebSockets;
using Graph.Domain;
using Graph.Domain.Feed.Waking;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Api.Hosting;

/// <summary>Puts the API together. The program and its tests both use it.</summary>
public static class GraphApp
{
    public static WebApplicationBuilder AddGraph(this WebApplicationBuilder builder)
    {
        var (configuration, environment) = (builder.Configuration, builder.Environment);
        var folder = new DataFolder(configuration);
        var limits = configuration.Read("Limits", new GraphLimits()).RequireSense("Limits");
        if (!limits.Enabled && environment.IsProduction())
        {
            throw new SettingsException("Limits__Enabled=false is only for load tests. It is refused in Production.");
        }

        var isDevelopment = environment.IsDevelopment();
        foreach (var module in ApiModules.All)
        {
            module.Register(builder);
        }

        var provider = configuration["Database:Provider"] ?? "Sqlite";
        var connection = configuration.GetConnectionString("Graph") is { Length: > 0 } given
            ? given
            : $"Data Source={folder.DatabaseFile}";
        var keys = Keys.Read(configuration, environment, folder);
        builder.Services
            .AddSingleton(folder)
            .AddSingleton(keys)
            .AddSingleton(limits)
            .AddSingleton(configuration.Read("GraphQL", new GraphSettings
            {
                Introspection = isDevelopment,
                Suggestions = isDevelopment,
            }))
            .AddSingleton(configuration.Read("Ide", new IdeSettings { Enabled = isDevelopment }))
            .AddSingleton(new CommandLimit { Time = limits.Command })
            .AddSingleton(WritersOf(configuration, provider, connection))
            .AddSingleton(configuration.Read("Checking", new CheckSettings()))
            .AddSingleton(new KeyedHash(keys.Wrapping))
            .AddLive(configuration)
            .AddDomain(provider, connection)
            .AddSecretBox(keys)
            .AddSingleton(services => new WorldSettings(
                provider, connection, services.GetRequiredService<KeyedHash>(), services.GetRequiredService<ISecretBox>()))
            .AddSingleton<DemoData>()
            .AddSingleton<Seed>()
            .AddGraphSchema()
            .AddTransports();
        builder.AddAuth();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowFrontEnds(configuration, isDevelopment)));
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: ["ready"])
            .AddCheck<DeadlineHealth>("deadlines", tags: ["ready"])
            .AddCheck<BankHealth>("bank", tags: ["ready"]);
        builder.Services.AddSingleton<Readiness>();
        return builder;
    }

    public static WebApplication UseGraph(this WebApplication app)
    {
        app.UseProxies();
        app.UseSecurityHeaders();
        // A request of another program, without an origin, is spared the services that the middleware asks for.
        app.UseWhen(http => http.Request.Headers.Origin.Count > 0, branch => branch.UseCors());
        // Sockets are pinged with the messages of their protocol. The runtime's own pings would need a timer for each socket.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.UseIde();
        app.Map("/graphql", http => app.Services.GetRequiredService<GraphEndpoint>().HandleAsync(http));
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapMethods("/health/ready", ["GET", "HEAD"], (Readiness readiness, HttpContext http) => readiness.AnswerAsync(http));
        foreach (var module in ApiModules.All)
        {
            module.Map(app);
        }

        app.MapGet("/", (IdeSettings ide) => ide.Enabled ? Results.Redirect("/graphql/") : Results.NotFound());
        return app;
    }

    private static WriterLimit WritersOf(IConfiguration configuration, string provider, string connection)
    {
        var writers = new WriterLimit(configuration.ReadValue("Database:Writers", WriterLimit.Default.AtOnce));
        if (writers.AtOnce < 1)
        {
            throw new SettingsException("Database__Writers, the number of concurrent writers, must be at least 1.");
        }

        return GraphDbServices.FindFault(provider, connection, writers) is { } fault
            ? throw new SettingsException(fault)
            : writers;
    }

    /// <summary>How nodes tell each other of new events; over Redis where it is configured.</summary>
    private static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        var live = configuration.Read("Live", new LiveSettings());
        live.Listen = configuration.GetConnectionString("GraphListen");
        live.Redis = configuration.GetConnectionString("Redis");
        if (live.LookEvery <= TimeSpan.Zero)
        {
            throw new SettingsException("Live__LookEvery, the time between two looks at the log, must be more than zero.");
        }

        if (live.Listen is { Length: > 0 } listen && GraphDbServices.FindListenFault(listen) is { } unreadable)
        {
            throw new SettingsException(unreadable);
        }

        services.AddSingleton(live);
        if (live.Redis is not { Length: > 0 } redis)
        {
            return services;
        }

        return RedisHints.FindFault(redis) is { } fault
            ? throw new SettingsException(fault)
            : services.AddSingleton<INodeHints>(_ => new RedisHints(redis));
    }

    private static void AddTransports(this IServiceCollection services)
    {
        services.AddScoped<CallerReader>();
        services.AddSingleton<SessionReads>();
        services.AddSingleton<SessionWatch>();
        services.AddSingleton<SharedTimers>();
        services.AddSingleton<ValueForms>();
        services.AddSingleton(provider => new ErrorTranslation(
            provider.GetRequiredService<ILogger<ErrorTranslation>>(),
            provider.GetRequiredService<ValueForms>(),
            provider.GetRequiredService<GraphSettings>().Suggestions));
        services.AddSingleton<ResultWriter>();
        services.AddSingleton<EventStreamEndpoint>();
        services.AddSingleton<ConnectionCounter>();
        services.AddSingleton<SocketOperations>();
        services.AddSingleton<SocketEndpoint>();
        services.AddSingleton<GraphEndpoint>();
        services.AddHostedService(provider => provider.GetRequiredService<DeadlineHost>());
    }
}
