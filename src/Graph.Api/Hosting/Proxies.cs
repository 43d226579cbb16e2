using System.Net;
using Graph.Api.Server;
using Microsoft.AspNetCore.HttpOverrides;

namespace Graph.Api.Hosting;

/// <summary>Which machines stand between clients and the API, and are believed about who asked them.</summary>
internal static class Proxies
{
    /// <summary>
    /// Those in `Proxies__0`, `Proxies__1` …, by address. Without them every client of a proxy would share its address in the
    /// throttles; and a header from anybody else is not believed, for then nobody would be throttled.
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
                : throw new SettingsException($"Proxies: {text} is no address."));
        }

        app.UseForwardedHeaders(options);
    }
}
