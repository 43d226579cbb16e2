using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Api.Users.Passkeys;
using Graph.Api.Users.RealNames;
using Graph.Api.Users.Security;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users;

/// <summary>The services and node types that the module Users adds to the API.</summary>
public sealed class UsersApi : IApiModule
{
    public void Register(WebApplicationBuilder builder)
    {
        var (services, configuration, isDevelopment) = (builder.Services, builder.Configuration, builder.Environment.IsDevelopment());
        services.AddScoped<UserLoaders>();
        services.AddSingleton<NamedReads>();
        services.AddScoped<SessionOpening>();
        services.AddHttpContextAccessor();
        services.AddSingleton<ExportAddress>();
        services.AddSingleton<IRecognizedCallers, KnownCallers>();
        if (configuration["Verifier:Url"] is { Length: > 0 } verifier)
        {
            services.AddHttpVerifier(
                Uri.TryCreate(verifier, UriKind.Absolute, out var url) && (isDevelopment || url.Scheme == Uri.UriSchemeHttps)
                ? new VerifierSettings(url, configuration["Verifier:Key"])
                : throw new SettingsException(
                    "Verifier__Url must be an absolute address. Outside Development it must begin with https://, "
                    + "because identity numbers are sent there."));
        }

        services.AddSingleton(configuration.Read("Passwords", new PasswordCost()));
        services.AddSingleton(configuration.Read("Security", new BankCardSettings()));
        services.AddSingleton(configuration.Read("Privacy", new PrivacySettings()));
        services.AddSingleton(PasskeySetup.Read(configuration, isDevelopment));
        services.AddSingleton(provider =>
        {
            var limits = provider.GetRequiredService<GraphLimits>();
            return new ThrottleLimits
            {
                Enabled = limits.Enabled,
                WrongPerAccount = limits.WrongPerAccount,
                WrongPerAccountAndDay = limits.WrongPerAccountAndDay,
                WrongSlowlyPerDay = limits.WrongSlowlyPerDay,
                CodesPerNumber = limits.CodesPerNumber,
                CodesPerAddress = limits.CodesPerAddress,
                CodesPerDevice = limits.CodesPerDevice,
                PasskeySignInsPerAddress = limits.PasskeySignInsPerAddress,
            };
        });
    }

    public void Map(IEndpointRouteBuilder endpoints) => ExportAddress.Map(endpoints);

    public void AddNodes(NodeSources nodes) => nodes
        .Add<UserId, UserLoaders>((users, id) => users.ById.Load(id, found => (INode?)found))
        .Add<ViewerId, UserLoaders>(async (users, id) => await users.FindViewerAsync(id))
        .Add<EvidenceId, UserLoaders>((users, id) => users.Evidence.Load(id, found => (INode?)found))
        .Add<BankCardId, UserLoaders>((users, id) =>
            users.BankCards.Load(id, card => card is null ? null : (INode?)new BankCardNode(card)))
        .Add<PasskeyId, UserLoaders>((users, id) => users.Passkeys.Load(id, found => (INode?)found))
        .Add<SessionId, UserLoaders>((users, id) => users.Sessions.Load(id, found => (INode?)found))
        .Add<AuditEventId, UserLoaders>((users, id) => users.AuditEvents.Load(id, found => (INode?)found));
}
