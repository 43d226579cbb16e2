using Graph.Api.Server.Authorization;
using Graph.Domain.Shared;

namespace Graph.Api.Auth;

/// <summary>Waits for the end of what a live connection stands on: the token expires, or the session is ended.</summary>
public sealed class SessionWatch(IServiceScopeFactory scopes, IEventBus bus, TimeProvider clock)
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(10);

    /// <summary>Returns when the caller may no longer be served; never for an anonymous one.</summary>
    public async Task EndsAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller is not { Id: { } user, Session: { } session, ExpiresAt: { } expiresAt })
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return;
        }

        using var hints = bus.Listen(Topic.SessionsOf(user));
        while (true)
        {
            var left = expiresAt - clock.UtcNow();
            if (left <= TimeSpan.Zero || !await IsLiveAsync())
            {
                return;
            }

            await hints.WaitAsync(left < LookAnyway ? left : LookAnyway, cancellationToken);
        }

        async Task<bool> IsLiveAsync()
        {
            await using var scope = scopes.CreateAsyncScope();
            var reader = scope.ServiceProvider.GetRequiredService<CallerReader>();
            return await reader.FindAsync(session, cancellationToken) is not null;
        }
    }
}
