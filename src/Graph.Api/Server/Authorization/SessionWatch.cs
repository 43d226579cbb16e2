using System.Data.Common;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Authorization;

/// <summary>Waits until a live connection must end, because its token has expired or its session has ended.</summary>
public sealed partial class SessionWatch(Units units, IEventBus bus, TimeProvider clock, ILogger<SessionWatch> log)
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(10);

    /// <summary>Returns when the caller may no longer be served. For an anonymous caller it never returns.</summary>
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
            try
            {
                return await units.ReadAsync(db => CallerReader.FindAsync(db, session, cancellationToken)) is not null;
            }
            catch (Exception failure) when (failure is DbException or InvalidOperationException or TimeoutException)
            {
                // The session could not be read, and the token is still valid: look again later.
                LogUnknown(failure);
                return true;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Whether a session is still open could not be read")]
    private partial void LogUnknown(Exception failure);
}
