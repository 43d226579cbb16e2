using System.Net;
using System.Net.Sockets;

namespace Graph.Domain.Shared;

/// <summary>The networks from which callers come.</summary>
public static class Network
{
    /// <summary>
    /// The network of an address. A subscriber of IPv6 has at least a network of 64 bits, so all its addresses count as
    /// one. A text that is no address is returned as it is.
    /// </summary>
    public static string? Of(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
        {
            return address;
        }

        if (parsed.IsIPv4MappedToIPv6)
        {
            return parsed.MapToIPv4().ToString();
        }

        return parsed.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress([.. parsed.GetAddressBytes()[..8], .. new byte[8]]).ToString()
            : parsed.ToString();
    }
}
