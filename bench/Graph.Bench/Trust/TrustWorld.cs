using System.Globalization;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Graph.Bench.Trust;

/// <summary>
/// People at CLASS_II who stand in a circle. Everybody is the friend of the fifteen next to them on each side, and of ten far
/// away on each side, so that friends have friends in common, as in life, and strangers are few steps away. Everybody promises
/// money to ten of the fifty friends, and three of four promises may be part of a chain. Nothing is hashed: rows are made
/// directly, most of them by the SQL of SQLite.
/// </summary>
internal sealed class TrustWorld(string connection, IReadOnlyList<UserId> people)
{
    /// <summary>How many promises everybody gives.</summary>
    public const int Promises = 10;

    /// <summary>The most friends that anybody may have.</summary>
    public const int MostFriends = 5_000;

    private const int AtOnce = 1_000;
    private static readonly int[] Steps =
        [.. Enumerable.Range(1, 15), 211, 631, 1_523, 3_797, 7_919, 12_553, 19_139, 27_449, 36_721, 44_483];

    /// <summary>The way along the circle to each of the fifty friends.</summary>
    private static readonly int[] Ways = [.. Steps, .. Steps.Select(step => -step)];

    public static int Friends => Ways.Length;

    public IReadOnlyList<UserId> People => people;

    /// <summary>Fills a migrated, empty database.</summary>
    public static async Task<TrustWorld> CreateAsync(ServiceProvider node, string connection, int count)
    {
        var world = new TrustWorld(connection, await SignUpAsync(node.GetRequiredService<Units>(), count));
        await world.DoAsync(
            $"""
            INSERT INTO person (id, id_number_hash, masked_id_number, locked_id_number, full_name)
            SELECT id, id || randomblob(17), '', X'', '王小明' FROM users;
            UPDATE users SET level = 2, person_id = id, friend_count = {Friends};
            CREATE TEMP TABLE p (i INTEGER PRIMARY KEY, id BLOB NOT NULL, at TEXT NOT NULL);
            INSERT INTO p SELECT CAST(substr(handle, 8) AS INTEGER), id, joined_at FROM users;
            CREATE TEMP TABLE way (n INTEGER PRIMARY KEY, step INTEGER NOT NULL);
            INSERT INTO way VALUES {string.Join(", ", Ways.Select((way, n) => $"({n}, {way})"))};

            INSERT INTO friendship (id, owner_id, friend_id, since, tiebreak, tags, shows_real_name)
            SELECT randomblob(16), a.id, b.id, a.at, abs(random()), '[]', 1
            FROM p a CROSS JOIN way CROSS JOIN p b ON b.i = (a.i + way.step + {count}) % {count};

            INSERT INTO trust_line (id, giver_id, receiver_id, credit_limit, currency, used, chains, shown, updated_at, tiebreak)
            SELECT randomblob(16), a.id, b.id, 100000 * (1 + (a.i * 31 + n * 17) % 50), 0, 0, (a.i + n) % 4 > 0, 0, a.at, a.i * 50 + n
            FROM p a CROSS JOIN way CROSS JOIN p b ON b.i = (a.i + way.step + {count}) % {count}
            WHERE (a.i * 7919 + n * 23) % {Friends} < {Promises}
            """);
        return world;
    }

    /// <summary>A friend of a person, or a friend of a friend who is no friend and another person.</summary>
    public UserId Near(int person, int steps, Random random)
    {
        while (true)
        {
            var way = Along(Enumerable.Range(0, steps).Sum(_ => Ways[random.Next(Friends)]));
            if (steps == 1 || (way != 0 && !Ways.Any(friend => Along(friend) == way)))
            {
                return people[(person + way) % people.Count];
            }
        }

        int Along(int way) => ((way % people.Count) + people.Count) % people.Count;
    }

    /// <summary>Gives a person as many friends as anybody may have, who all promise something to that person.</summary>
    public Task CrowdAsync(int person) => DoAsync(
        $"""
        CREATE TEMP TABLE hub AS SELECT id, joined_at FROM users WHERE handle = 'person_{person}';
        CREATE TEMP TABLE crowd AS
        SELECT u.id FROM users u JOIN hub
        WHERE u.id <> hub.id AND NOT EXISTS (SELECT 1 FROM friendship f WHERE f.owner_id = hub.id AND f.friend_id = u.id)
        ORDER BY u.phone LIMIT {MostFriends - Friends};
        INSERT INTO friendship (id, owner_id, friend_id, since, tiebreak, tags, shows_real_name)
        SELECT randomblob(16), hub.id, crowd.id, joined_at, abs(random()), '[]', 1 FROM hub JOIN crowd
        UNION ALL SELECT randomblob(16), crowd.id, hub.id, joined_at, abs(random()), '[]', 1 FROM hub JOIN crowd;
        INSERT INTO trust_line (id, giver_id, receiver_id, credit_limit, currency, used, chains, shown, updated_at, tiebreak)
        SELECT randomblob(16), crowd.id, hub.id, 100000, 0, 0, 1, 100000, joined_at, crowd.rowid FROM hub JOIN crowd
        """);

    private static async Task<IReadOnlyList<UserId>> SignUpAsync(Units units, int count)
    {
        var (people, now) = (new List<UserId>(count), DateTime.UtcNow);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(AtOnce))
        {
            await units.WriteAsync(async db =>
            {
                foreach (var number in numbers)
                {
                    var name = string.Create(CultureInfo.InvariantCulture, $"person_{number}");
                    var id = new UserId(Guid.CreateVersion7());
                    db.Set<User>().Add(User.SignUp(
                        id, name, name, string.Create(CultureInfo.InvariantCulture, $"139{number:D8}"), "none", now));
                    people.Add(id);
                }

                return await db.SaveChangesAsync();
            });
        }

        return people;
    }

    private async Task DoAsync(string sql)
    {
        await using var open = new SqliteConnection(connection);
        await open.OpenAsync();
        await using var command = open.CreateCommand();
        command.CommandText = $"PRAGMA cache_size = -262144; BEGIN; {sql}; COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)";
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
