using System.Net;
using Graph.Api.Server;
using Microsoft.AspNetCore.HttpOverrides;

namespace Graph.Api.Hosting;

/// <summary>
/// The proxies between clients and the API. The API trusts their headers about the address of a client.
/// </summary>
internal static class Proxies
{
    /// <summary>
    /// Trusts the proxies whose addresses are in `Proxies__0`, `Proxies__1` and so on. Without them, all clients of a
    /// proxy would share its address in the throttles. Headers from other machines are ignored, because a client could
    /// use them to avoid the throttles.
    /// </summary>
    public static void UseProxies(this WebApplication app)
    {
        var addresses = app.Configuration.GetSection("Proxies").Get<string[]>() ?? [];
        if (addresses.Length == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in addresses)
        {
            options.KnownProxies.Add(IPAddress.TryParse(text, out var address)
                ? address
                : throw new SettingsException($"Proxies: {text} is not an IP address."));
        }

        app.UseForwardedHeaders(options);
    }
}
