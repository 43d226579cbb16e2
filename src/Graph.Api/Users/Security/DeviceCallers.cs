using Graph.Api.Server;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users.Security;

/// <summary>
/// Recognizes callers by the `deviceToken` in the variables of their request. So nobody who guesses passwords from an
/// address keeps the known devices behind it from signing in.
/// </summary>
internal sealed class DeviceCallers(KnownDevices devices) : IRecognizedCallers
{
    public async Task<string?> FindAsync(GraphRequest request) =>
        request.TextOf("deviceToken") is { Length: > 0 } token && await devices.FindAsync(token) is { } device ? $"device {device.Value:N}" : null;
}
