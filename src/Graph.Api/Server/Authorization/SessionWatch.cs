using System.Security.Cryptography;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;

namespace Graph.Api.Server.Authorization;

/// <summary>
/// Waits until a live connection must end, because its token has expired or its session has ended. The log says when a
/// session of the user has ended; in between it asks nothing.
/// </summary>
public sealed partial class SessionWatch(
    SessionReads sessions, ILog events, SharedTimers timers, TimeProvider clock, ILogger<SessionWatch> log)
{
    /// <summary>
    /// The shortest pause after a failure. Each connection waits up to twice as long, so that not all of them look at the
    /// same moment when the database is back.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the caller may no longer be served. For an anonymous caller it never returns.</summary>
    public async Task EndsAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller is not { Id: { } user, Session: { } session, ExpiresAt: { } expiresAt })
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var expires = ExpiresAsync(expiresAt, ended.Token);
        var first = await Task.WhenAny(expires, EndsAsync(user, session, ended.Token));
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        await first;
    }

    private async Task ExpiresAsync(DateTime at, CancellationToken cancellationToken)
    {
        while (at > clock.UtcNow())
        {
            await timers.AtAsync(at).WaitAsync(cancellationToken);
        }
    }

    private async Task EndsAsync(UserId user, SessionId session, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var follower = await events.FollowAsync([Topic.SessionsOf(user)], cancellationToken);
                while (await sessions.FindAsync(session, cancellationToken) is not null)
                {
                    await follower.NextAsync(cancellationToken);
                }

                return;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // The session or the log could not be read, and the token is still valid: look again later. The reader of
                // the log warns once; this would be once for each connection.
                LogUnknown(failure);
            }

            var more = RandomNumberGenerator.GetInt32((int)Pause.TotalMilliseconds);
            await Task.Delay(Pause + TimeSpan.FromMilliseconds(more), cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Whether a session is still open could not be read")]
    private partial void LogUnknown(Exception failure);
}
