using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Spectre.Console;

namespace Graph.Bench;

/// <summary>
/// A page of the feed for viewers with few and with very many friends, who all did something, among a million activities: it
/// should cost what it shows. It runs on SQLite, because it writes the rows by SQL.
/// </summary>
internal static class FeedBench
{
    private const int People = 6_000;
    private const int Activities = 1_000_000;
    private const string Query = "{ viewer { feed(first: 20) { pageInfo { hasNextPage } nodes { kind at actor { displayName } } } } }";

    private static readonly int[] Friends = [10, 500, 5_000];
    private static readonly HttpClient Http = new();

    public static async Task RunAsync(string folder, TimeSpan time)
    {
        var connection = $"Data Source={Path.Combine(folder, "graph.db")}";
        AnsiConsole.WriteLine($"Making {People:n0} people and {Activities:n0} activities …");
        var (exitCode, output) = await ApiServer.RunAsync(
            folder, "Sqlite", connection, "seed", "--people", People.ToString(CultureInfo.InvariantCulture));
        if (exitCode != 0)
        {
            throw new InvalidOperationException(output);
        }

        await FillAsync(connection);
        await using var server = await ApiServer.StartAsync(folder, "Sqlite", connection);
        var tokens = new List<string>();
        for (var i = 0; i < Friends.Length; i++)
        {
            tokens.Add(await SignInAsync(server.Url, PhoneOf(i)));
        }

        var times = Friends.Select(_ => new List<double>()).ToList();
        for (var (begun, isWarm) = (Stopwatch.GetTimestamp(), false); !isWarm || Stopwatch.GetElapsedTime(begun) < time * Friends.Length;)
        {
            // In turn, so that what else the machine does concerns all alike.
            for (var i = 0; i < Friends.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await AskAsync(server.Url, tokens[i], Query, null);
                times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            if (!isWarm && times[0].Count == 300)
            {
                times.ForEach(taken => taken.Clear());
                (begun, isWarm) = (Stopwatch.GetTimestamp(), true);
            }
        }

        times.ForEach(taken => taken.Sort());
        var table = new Table().AddColumns("friends", "calls", "p50 ms", "p99 ms", "p50 of the first");
        for (var i = 0; i < Friends.Length; i++)
        {
            table.AddRow(
                $"{Friends[i]:n0}", $"{times[i].Count}", $"{times[i][times[i].Count / 2]:n2}", $"{times[i][(int)(times[i].Count * 0.99)]:n2}",
                $"{times[i][times[i].Count / 2] / times[0][times[0].Count / 2]:n2}");
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Gives the first people their numbers of friends, and spreads public activities over everybody.</summary>
    private static async Task FillAsync(string source)
    {
        await using var connection = new SqliteConnection(source);
        await connection.OpenAsync();
        await DoAsync("CREATE TEMP TABLE p (i INTEGER PRIMARY KEY, id BLOB, phone TEXT); INSERT INTO p (id, phone) SELECT id, phone FROM users ORDER BY phone");
        await DoAsync("BEGIN");
        for (var i = 0; i < Friends.Length; i++)
        {
            await DoAsync(
                $"""
                DELETE FROM friendship WHERE owner_id = (SELECT id FROM p WHERE phone = '{PhoneOf(i)}') OR friend_id = (SELECT id FROM p WHERE phone = '{PhoneOf(i)}');
                CREATE TEMP TABLE f AS SELECT o.id FROM p o WHERE o.phone NOT IN ({string.Join(", ", Friends.Select((_, n) => $"'{PhoneOf(n)}'"))}) ORDER BY o.i LIMIT {Friends[i]};
                INSERT INTO friendship (id, owner_id, friend_id, since, tiebreak, tags, shows_real_name)
                SELECT randomblob(16), v.id, f.id, u.joined_at, abs(random()), '[]', 1 FROM f JOIN p v ON v.phone = '{PhoneOf(i)}' JOIN users u ON u.id = f.id;
                INSERT INTO friendship (id, owner_id, friend_id, since, tiebreak, tags, shows_real_name)
                SELECT randomblob(16), f.id, v.id, u.joined_at, abs(random()), '[]', 1 FROM f JOIN p v ON v.phone = '{PhoneOf(i)}' JOIN users u ON u.id = f.id;
                DROP TABLE f
                """);
        }

        await DoAsync("UPDATE users SET friend_count = (SELECT COUNT(*) FROM friendship WHERE owner_id = users.id)");

        await DoAsync(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Activities})
            INSERT INTO activity (id, actor_id, at, is_in_person, is_withdrawn, kind, subject_id, subject_type, visibility)
            SELECT randomblob(16), p.id, u.joined_at, 0, 0, 0, randomblob(16), 'Post', 0
            FROM n JOIN p ON p.i = 1 + n.i * 7919 % {People} JOIN users u ON u.id = p.id
            """);
        await DoAsync("COMMIT");
        await DoAsync("ANALYZE");

        async Task DoAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            (command.CommandText, command.CommandTimeout) = (sql, 0);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string PhoneOf(int viewer) => string.Create(CultureInfo.InvariantCulture, $"139{1 + viewer:D8}");

    private static async Task<string> SignInAsync(Uri url, string phone)
    {
        var reply = await AskAsync(
            url, null, "mutation($phone: String!) { signIn(input: { phone: $phone, password: \"demo-Pass-1\" }) { tokens { accessToken } } }", new { phone });
        return (string)reply["data"]!["signIn"]!["tokens"]!["accessToken"]!;
    }

    private static async Task<JsonNode> AskAsync(Uri url, string? token, string query, object? variables)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(new { query, variables }) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await Http.SendAsync(request);
        var reply = (await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync()))!;
        return reply["errors"] is null ? reply : throw new InvalidOperationException(reply.ToJsonString());
    }
}
