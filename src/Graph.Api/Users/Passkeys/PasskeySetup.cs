using Graph.Api.Server;
using Graph.Api.Server.Errors;
using Graph.Domain.Users.Passkeys;

namespace Graph.Api.Users.Passkeys;

/// <summary>Reads where passkeys are valid, and refuses what needs them when that is not configured.</summary>
public static class PasskeySetup
{
    /// <summary>
    /// In Development, pages of http://localhost are accepted on every port, if nothing is configured. Elsewhere, there
    /// are no passkeys without configuration: nothing is taken from a request.
    /// </summary>
    public static PasskeySettings Read(IConfiguration configuration, bool isDevelopment)
    {
        var settings = configuration.Read("Passkeys", new PasskeySettings());
        if (settings.RelyingPartyId is { Length: > 0 } relyingParty)
        {
            var fits = settings.Origins.All(origin => Fits(origin, relyingParty, isDevelopment));
            return settings.Origins.Length > 0 && fits
                ? settings
                : throw new SettingsException(
                    "Passkeys__Origins must list the origins of the front ends. Each is https://, the domain in "
                    + "Passkeys__RelyingPartyId or one below it, and a port if there is one.");
        }

        (settings.RelyingPartyId, settings.AnyLocalPort) = isDevelopment ? ("localhost", true) : (null, false);
        settings.Origins = isDevelopment ? ["http://localhost:5080"] : [];
        return settings;
    }

    /// <exception cref="GraphError">Passkeys are not configured.</exception>
    public static void RequireConfigured(this PasskeySettings settings)
    {
        if (!settings.IsConfigured)
        {
            throw new GraphError(ErrorCodes.OperationNotAllowed, "Passkeys are not set up on this server.");
        }
    }

    private static bool Fits(string origin, string relyingParty, bool isDevelopment) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.GetLeftPart(UriPartial.Authority) == origin
        && (uri.Scheme == Uri.UriSchemeHttps || (isDevelopment && uri.IsLoopback))
        && (uri.Host == relyingParty || uri.Host.EndsWith("." + relyingParty, StringComparison.Ordinal));
}
