using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Users.Accounts;
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
        if (configuration["Verifier:Url"] is { Length: > 0 } verifier)
        {
            services.AddHttpVerifier(
                Uri.TryCreate(verifier, UriKind.Absolute, out var url) && (isDevelopment || url.Scheme == Uri.UriSchemeHttps)
                ? new VerifierSettings(url, configuration["Verifier:Key"])
                : throw new SettingsException(
                    "Verifier__Url must be an absolute address. Outside Development it must begin with https://, "
                    + "because identity numbers are sent there."));
        }

        var cost = new PasswordCost();
        configuration.GetSection("Passwords").Bind(cost);
        services.AddSingleton(cost);
        services.AddSingleton(provider =>
        {
            var limits = provider.GetRequiredService<GraphLimits>();
            return new ThrottleLimits
            {
                Enabled = limits.Enabled,
                WrongPerAccount = limits.WrongPerAccount,
                WrongPerAddress = limits.WrongPerAddress,
            };
        });
    }

    public void AddNodes(NodeSources nodes) => nodes
        .Add<UserId, UserLoaders>((users, id) => users.ById.Load(id, found => (INode?)found))
        .Add<ViewerId, UserLoaders>(async (users, id) => await users.FindViewerAsync(id))
        .Add<EvidenceId, UserLoaders>((users, id) => users.Evidence.Load(id, found => (INode?)found))
        .Add<BankCardId, UserLoaders>((users, id) =>
            users.BankCards.Load(id, card => card is null ? null : (INode?)new BankCardNode(card)))
        .Add<SessionId, UserLoaders>((users, id) => users.Sessions.Load(id, found => (INode?)found))
        .Add<AuditEventId, UserLoaders>((users, id) => users.AuditEvents.Load(id, found => (INode?)found));
}
