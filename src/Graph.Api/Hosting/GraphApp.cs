using Graph.Api.Auth;
using Graph.Api.Demo;
using Graph.Api.Ide;
using Graph.Api.Server;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Http;
using Graph.Api.Server.Sse;
using Graph.Api.Server.WebSockets;
using Graph.Domain;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Hosting;

/// <summary>How the API is put together and served; the same for the program and for its tests.</summary>
public static class GraphApp
{
    public static WebApplicationBuilder AddGraph(this WebApplicationBuilder builder)
    {
        var (configuration, environment) = (builder.Configuration, builder.Environment);
        var folder = new DataFolder(configuration);
        var limits = Bind(configuration, "Limits", new GraphLimits());
        if (!limits.Enabled && environment.IsProduction())
        {
            throw new SettingsException("Limits__Enabled=false is for load tests; it is refused in Production.");
        }

        var isDevelopment = environment.IsDevelopment();
        if (!configuration.GetValue("Sandbox:Enabled", isDevelopment))
        {
            throw new SettingsException(
                "This version has the embedded bank only: set Sandbox__Enabled=true to accept its test values.");
        }

        if (configuration["Verifier:Url"] is { Length: > 0 } verifier)
        {
            builder.Services.AddHttpVerifier(
                Uri.TryCreate(verifier, UriKind.Absolute, out var url) && (isDevelopment || url.Scheme == Uri.UriSchemeHttps)
                ? new VerifierSettings(url, configuration["Verifier:Key"])
                : throw new SettingsException("Verifier__Url is an absolute address, and https outside Development: identity numbers go there."));
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
            .AddSingleton(Bind(configuration, "GraphQL", new GraphSettings
            {
                Introspection = isDevelopment,
                Suggestions = isDevelopment,
            }))
            .AddSingleton(Bind(configuration, "Ide", new IdeSettings { Enabled = isDevelopment }))
            .AddSingleton(Bind(configuration, "Passwords", new PasswordCost()))
            .AddSingleton(new ThrottleLimits
            {
                Enabled = limits.Enabled,
                WrongPerAccount = limits.WrongPerAccount,
                WrongPerAddress = limits.WrongPerAddress,
            })
            .AddSingleton(new CommandLimit { Time = limits.Command })
            .AddSingleton(WritersOf(configuration))
            .AddSingleton(new KeyedHash(keys.Wrapping))
            .AddDomain(provider, connection)
            .AddSecretBox(keys)
            .AddSingleton(services => new WorldSettings(
                provider, connection, services.GetRequiredService<KeyedHash>(), services.GetRequiredService<ISecretBox>()))
            .AddSingleton<DemoData>()
            .AddSingleton<Seed>()
            .AddGraphSchema()
            .AddAccounts(AuthorityOf(configuration), isDevelopment)
            .AddTransports();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowFrontEnds(configuration, isDevelopment)));
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]);
        return builder;
    }

    public static WebApplication UseGraph(this WebApplication app)
    {
        app.UseProxies();
        app.UseCors();
        app.UseWebSockets();
        app.UseIde();
        app.Map("/graphql", (GraphEndpoint endpoint, HttpContext http) => endpoint.HandleAsync(http));
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") });
        app.MapGet("/", (IdeSettings ide) => ide.Enabled ? Results.Redirect("/graphql/") : Results.NotFound());
        return app;
    }

    private static WriterLimit WritersOf(IConfiguration configuration) =>
        configuration.GetValue("Database:Writers", WriterLimit.Default.AtOnce) is > 0 and var atOnce
            ? new WriterLimit(atOnce)
            : throw new SettingsException("Database__Writers is how many write at a time: at least 1.");

    private static Authority? AuthorityOf(IConfiguration configuration)
    {
        if (configuration["Authentication:Authority"] is not { Length: > 0 } authority)
        {
            return null;
        }

        return Uri.TryCreate(authority, UriKind.Absolute, out var url) && configuration["Authentication:Audience"] is { Length: > 0 } audience
            ? new Authority(url, audience)
            : throw new SettingsException("Authentication__Authority is an absolute address, and goes with Authentication__Audience.");
    }

    private static IServiceCollection AddAccounts(this IServiceCollection services, Authority? authority, bool isDevelopment)
    {
        services.AddSingleton(new Accounts(authority));
        services.AddSingleton<AccessTokens>();
        return authority is null
            ? services.AddSingleton<ITokenReader>(provider => provider.GetRequiredService<AccessTokens>())
            : services.AddSingleton<ITokenReader>(provider => new AuthorityTokens(
                authority, provider.GetRequiredService<ExternalLogins>(), provider.GetRequiredService<TimeProvider>(), isDevelopment));
    }

    private static void AddTransports(this IServiceCollection services)
    {
        services.AddScoped<CallerReader>();
        services.AddSingleton<SessionWatch>();
        services.AddSingleton(provider => new ErrorTranslation(
            provider.GetRequiredService<ILogger<ErrorTranslation>>(),
            provider.GetRequiredService<GraphSettings>().Suggestions));
        services.AddSingleton<ResultWriter>();
        services.AddSingleton<EventStreamEndpoint>();
        services.AddSingleton<SocketCounter>();
        services.AddSingleton<SocketOperations>();
        services.AddSingleton<SocketEndpoint>();
        services.AddSingleton<GraphEndpoint>();
        services.AddHostedService(provider => provider.GetRequiredService<Clearing>());
        services.AddHostedService(provider => provider.GetRequiredService<Settling>());
        services.AddHostedService(provider => provider.GetRequiredService<ExpiringEvidence>());
        services.AddHostedService(provider => provider.GetRequiredService<OrderDeadlines>());
    }

    private static T Bind<T>(IConfiguration configuration, string section, T settings)
        where T : class
    {
        configuration.GetSection(section).Bind(settings);
        return settings;
    }
}
