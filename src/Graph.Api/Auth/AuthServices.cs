using Graph.Api.Server;
using Graph.Api.Server.Authorization;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Auth;

public static class AuthServices
{
    /// <summary>Takes this program's own tokens, or those of the authority that the configuration names.</summary>
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
            : throw new SettingsException("Authentication__Authority is an absolute address, and goes with Authentication__Audience.");
    }
}
