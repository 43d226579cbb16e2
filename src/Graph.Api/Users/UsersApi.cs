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

        else if (!configuration.ReadValue("Sandbox:Verifier", isDevelopment))
        {
            throw new SettingsException(
                "Verifier__Url is empty. It is the service that checks identities and sends codes. To use the embedded one, which takes the "
                + "same code from everybody, set Sandbox__Verifier=true.");
        }

        var (cost, cards, privacy) = (
            configuration.Read("Passwords", new PasswordCost()),
            configuration.Read("Security", new BankCardSettings()),
            configuration.Read("Privacy", new PrivacySettings()));
        Require(cost.Iterations >= (isDevelopment ? 1 : 100_000), "Passwords__Iterations must be at least 100000.");
        Require(
            cards.NewCardDelay >= TimeSpan.Zero && cards.NewCardDelay < TimeSpan.FromDays(15),
            "Security__NewCardDelay must not be negative, and less than 15 days. Write a day as 1.00:00:00; 24:00:00 would be 24 days.");
        Require(privacy.KeepYears >= 1, "Privacy__KeepYears must be at least 1: what was kept is erased, and does not come back.");
        services.AddSingleton(cost).AddSingleton(cards).AddSingleton(privacy);
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

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new SettingsException(otherwise);
        }
    }

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
