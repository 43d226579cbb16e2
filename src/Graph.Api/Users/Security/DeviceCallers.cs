using Graph.Api.Server;
using Graph.Domain.Users.Security;
using GraphQL;

namespace Graph.Api.Users.Security;

/// <summary>
/// Recognizes callers by the `deviceToken` in the variables of their request. So nobody who guesses passwords from an
/// address keeps the known devices behind it from signing in.
/// </summary>
internal sealed class DeviceCallers(KnownDevices devices) : IRecognizedCallers
{
    private const string Field = "deviceToken";

    public async Task<string?> FindAsync(GraphRequest request) =>
        TokenOf(request) is { Length: > 0 } token && await devices.FindAsync(token) is { } device ? $"device {device.Value:N}" : null;

    private static string? TokenOf(GraphRequest request)
    {
        foreach (var (name, value) in request.Variables ?? Inputs.Empty)
        {
            var inner = value is IReadOnlyDictionary<string, object?> input && input.TryGetValue(Field, out var field) ? field : null;
            if ((name == Field ? value : inner) is string token)
            {
                return token;
            }
        }

        return null;
    }
}
