using Graph.Api.Server;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users.Security;

/// <summary>
/// Recognizes callers by the `deviceToken` or `refreshToken` in the variables of their request. So nobody who guesses passwords from an
/// address, or asks for much, keeps the known devices and the sessions behind it from going on. All devices and sessions of an account
/// have one lane, so that nobody gets more places by signing in often.
/// </summary>
internal sealed class KnownCallers(KnownDevices devices, Sessions sessions) : IRecognizedCallers
{
    private static readonly HashSet<string> OfDevice =
        ["signIn", "requestPasskeySignIn", "signInWithPasskey", "requestPasswordReset", "resetPassword"];

    private static readonly HashSet<string> OfSession = ["refreshSession"];

    public bool HasSecret(GraphRequest request) => DeviceOf(request) is not null || RefreshTokenOf(request) is not null;

    public async Task<Recognized?> FindAsync(GraphRequest request) =>
        DeviceOf(request) is { } device && await devices.OwnerAsync(device) is { } owner ? new(LaneOf(owner), OfDevice)
        : RefreshTokenOf(request) is { } token && await sessions.OwnerAsync(token) is { } user ? new(LaneOf(user), OfSession)
        : null;

    private static string LaneOf(UserId user) => $"user {user.Value:N}";

    private static string? DeviceOf(GraphRequest request) => request.TextOf("deviceToken") is { Length: > 0 } found ? found : null;

    private static string? RefreshTokenOf(GraphRequest request) => request.TextOf("refreshToken") is { Length: > 0 } found ? found : null;
}
