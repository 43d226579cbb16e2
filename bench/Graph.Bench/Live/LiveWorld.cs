using System.Security.Cryptography;
using System.Text;
using Graph.Api.Auth;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Bench.Live;

/// <summary>
/// Listeners with a hundred friends each. All have the same hundred, so that what one of these does is seen by everybody; the
/// first listener has one friend more, whom nobody else has. Nothing is hashed: the rows and the tokens are made directly.
/// </summary>
internal static class LiveWorld
{
    public const int Friends = 100;

    /// <summary>The party whose payments only the first listener sees.</summary>
    public const int OfOne = Friends + 1;

    /// <summary>Returns a token for each listener.</summary>
    public static async Task<IReadOnlyList<string>> CreateAsync(string folder, string connection, BenchWorld world, int listeners)
    {
        await using var services = BenchWorld.Domain("Sqlite", connection);
        var units = services.GetRequiredService<Units>();
        var now = DateTime.UtcNow;
        var tokens = new List<string>(listeners);
        var keys = await File.ReadAllTextAsync(Path.Combine(folder, "signing.key"));
        var issuer = new AccessTokens(new Keys(SHA256.HashData(Encoding.UTF8.GetBytes(keys)), new byte[32]), TimeProvider.System);
        foreach (var some in Enumerable.Range(0, listeners).Chunk(500))
        {
            await units.WriteAsync(async db =>
            {
                foreach (var i in some)
                {
                    var (user, session) = (new UserId(Guid.CreateVersion7()), new SessionId(Guid.CreateVersion7()));
                    db.Set<User>().Add(User.SignUp(user, $"listener_{i}", $"Listener {i}", $"150{i:D8}", "none", now));
                    db.Set<Session>().Add(Session.Open(session, user, null, now));
                    tokens.Add(issuer.Issue(user, session).Token);
                }

                await db.SaveChangesAsync();
                return 0;
            });
        }

        await units.WriteAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO friendship (id, owner_id, friend_id, since, tiebreak, tags, shows_real_name)
                SELECT randomblob(16), listener.id, friend.friend_id, friend.since, abs(random()), '[]', TRUE
                FROM users AS listener JOIN friendship AS friend ON friend.owner_id = {IdOf(world, BenchWorld.People - 1)}
                WHERE listener.handle LIKE 'listener\_%' ESCAPE '\' AND friend.friend_id IN
                    (SELECT friend_id FROM friendship WHERE owner_id = {IdOf(world, BenchWorld.People - 1)} ORDER BY friend_id LIMIT {Friends})
                """);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO friendship (id, owner_id, friend_id, since, tiebreak, tags, shows_real_name)
                SELECT randomblob(16), listener.id, {IdOf(world, OfOne)}, joined_at, abs(random()), '[]', TRUE FROM users AS listener WHERE listener.handle = 'listener_0'
                """);
            return await db.Database.ExecuteSqlAsync($"UPDATE users SET default_visibility = 0");
        });
        return tokens;
    }

    private static byte[] IdOf(BenchWorld world, int party) => world.Parties[party].User.ToByteArray(bigEndian: true);
}
