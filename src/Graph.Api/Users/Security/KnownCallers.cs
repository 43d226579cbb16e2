using Graph.Api.Server;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users.Security;

/// <summary>
/// Recognizes callers by the `deviceToken` or `refreshToken` in the variables of their request. So nobody who guesses passwords from an
/// address, or asks for much, keeps the known devices and the sessions behind it from going on.
/// </summary>
internal sealed class KnownCallers(KnownDevices devices, Sessions sessions) : IRecognizedCallers
{
    public IReadOnlySet<string> Mutations { get; } =
        new HashSet<string>(["signIn", "requestPasskeySignIn", "signInWithPasskey", "requestPasswordReset", "resetPassword", "refreshSession"]);

    public async Task<string?> FindAsync(GraphRequest request) =>
        request.TextOf("deviceToken") is { Length: > 0 } device ? await devices.FindAsync(device) is { } known ? $"device {known.Value:N}" : null
        : request.TextOf("refreshToken") is { Length: > 0 } token && await sessions.FindAsync(token) is { } session ? $"session {session.Value:N}"
        : null;
}
