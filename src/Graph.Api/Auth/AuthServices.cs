using Graph.Api.Server;
using Graph.Api.Server.Authorization;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Auth;

public static class AuthServices
{
    /// <summary>Accepts this program's own tokens, or the tokens of the authority in the configuration.</summary>
    public static WebApplicationBuilder AddAuth(this WebApplicationBuilder builder)
    {
        var (services, isDevelopment) = (builder.Services, builder.Environment.IsDevelopment());
        var authority = AuthorityOf(builder.Configuration);
        services.AddSingleton(new Accounts(authority));
        services.AddSingleton<AccessTokens>();
        if (authority is null)
        {
            services.AddSingleton<ITokenReader>(provider => provider.GetRequiredService<AccessTokens>());
        }
        else
        {
            services.AddSingleton<ITokenReader>(provider => new AuthorityTokens(
                authority, provider.GetRequiredService<ExternalLogins>(), provider.GetRequiredService<TimeProvider>(), isDevelopment));
        }

        return builder;
    }

    private static Authority? AuthorityOf(IConfiguration configuration)
    {
        if (configuration["Authentication:Authority"] is not { Length: > 0 } authority)
        {
            return null;
        }

        return Uri.TryCreate(authority, UriKind.Absolute, out var url) && configuration["Authentication:Audience"] is { Length: > 0 } audience
            ? new Authority(url, audience)
            : throw new SettingsException(
                "Authentication__Authority must be an absolute address, and Authentication__Audience must be set.");
    }
}
